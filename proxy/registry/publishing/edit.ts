import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isObject } from '../../../catalog/json/json.ts';
import { Alias, Listing } from '../../../catalog/listing.ts';
import type { ListingChange, Submission } from '../../../catalog/publish/submission.ts';
import { registryMetaKey } from '../../../catalog/snapshot/registry-meta.ts';
import { ProxyError } from '../../error.ts';
import type { Answer, Asked } from '../endpoint.ts';
import { forbidden } from './authority.ts';
import { bodyText, parseBody } from './body.ts';
import type { Found, Publishing } from './publishing.ts';
import { recordsOf } from './records.ts';
import type { Who } from './tokens.ts';

/** What of our block of `_meta` is the owners' to say. The rest of it is what we saw, and is passed over. */
const OwnFields = z.object({
  alias: Alias.nullable().optional(),
  categories: Listing.shape.categories.optional(),
  tags: Listing.shape.tags.optional(),
});

const Said = z.looseObject({ name: z.string(), version: z.string() });

/**
 * Changes what the registry says of a version: alias, categories and tags. The body is a `server.json`, alone or as it was
 * read, `{ server, _meta }`; it must be the one that was published. Answers a `ServerResponse`.
 */
export async function edit(asked: Asked, publishing: Publishing): Promise<Answer> {
  const [name = '', version = ''] = asked.params;
  const who = await publishing.who(asked.request);
  const key = registryMetaKey(publishing.state.snapshot.manifest.registry);
  const Wrapped = z.object({ server: Said, _meta: z.looseObject({ [key]: OwnFields.optional() }).optional() });
  const body = parseBody(
    await bodyText(asked),
    z.union([Wrapped, Said.transform((server) => ({ server, _meta: undefined }))]),
  );
  const { server, _meta } = body;
  if (server.name !== name || server.version !== version) {
    throw new ProxyError(
      'invalid_request',
      'name and version of the server must be those of the address: nothing is renamed',
    );
  }
  const { alias, categories, tags } = OwnFields.parse(_meta?.[key] ?? {});
  const fields: ListingChange = {
    ...(alias === undefined ? {} : { alias }),
    ...(categories ? { categories } : {}),
    ...(tags ? { tags } : {}),
  };
  const title = `Edit ${name} ${version}`;
  const done = await publishing.change(who, { kind: 'edit', name, version, title }, (found) =>
    edited(server, fields, { who, found }),
  );
  const row = done.rows.find((each) => each.version === version);
  if (!row) throw new ProxyError('not_found', 'Server not found');
  return publishing.answer(row, done);
}

function edited(
  server: z.infer<typeof Said>,
  fields: ListingChange,
  { who, found: { entry, authority } }: { who: Who; found: Found },
): Submission {
  const published = entry?.versions.get(server.version)?.value;
  if (published === undefined || recordsOf(entry)[server.version]?.status === 'deleted') {
    throw new ProxyError('not_found', 'Server not found');
  }
  if (!authority.isHolder && !authority.isModerator) throw forbidden(authority, who);
  if (!isSame(published, server)) {
    const message = 'invalid version: a published version is immutable, so publish the change as a new one';
    throw new ProxyError('invalid_request', message);
  }
  return { server: published, listing: fields };
}

/** The edition that `$schema` names is not the publisher's word: readers get the newest. */
function isSame(published: unknown, said: unknown): boolean {
  const [a, b] = [published, said].map((each) => (isObject(each) ? { ...each, $schema: '' } : each));
  return isDeepStrictEqual(a, b);
}
