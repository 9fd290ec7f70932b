import * as z from 'zod';
import { Lifecycle, type ListedVersion } from '../../../catalog/listing.ts';
import type { Submission } from '../../../catalog/publish/submission.ts';
import { ProxyError } from '../../error.ts';
import { json } from '../about.ts';
import type { Answer, Asked } from '../endpoint.ts';
import { type Authority, forbidden } from './authority.ts';
import { bodyText, parseBody } from './body.ts';
import { type Found, headersOf, type Publishing } from './publishing.ts';
import { recordsOf } from './records.ts';
import type { Who } from './tokens.ts';

const StatusBody = z.object({ status: Lifecycle, statusMessage: z.string().max(500).optional() });
type StatusBody = z.infer<typeof StatusBody>;

/** Changes the status of one version (registry API, §4 of our notes: every direction is allowed). Answers a `ServerResponse`. */
export async function changeVersionStatus(asked: Asked, publishing: Publishing): Promise<Answer> {
  const [name = '', version = ''] = asked.params;
  const who = await publishing.who(asked.request);
  const wanted = readStatus(await bodyText(asked));
  const title = `Set ${name} ${version} to ${wanted.status}`;
  const done = await publishing.change(who, { kind: 'status', name, version, title }, (found) =>
    withStatus(wanted, [version], { who, found }),
  );
  return publishing.answer(rowAt(version, done.rows), done);
}

/** Changes the status of all versions of a server, or of none. Answers `{ updatedCount, servers }`. */
export async function changeServerStatus(asked: Asked, publishing: Publishing): Promise<Answer> {
  const [name = ''] = asked.params;
  const who = await publishing.who(asked.request);
  const wanted = readStatus(await bodyText(asked));
  const title = `Set ${name} to ${wanted.status}`;
  let changing: string[] = [];
  const { rows, changed } = await publishing.change(who, { kind: 'status', name, version: null, title }, (found) => {
    const submission = withStatus(wanted, [...(found.entry?.versions.keys() ?? [])], { who, found });
    changing = Object.keys(submission.listing?.versions ?? {});
    return submission;
  });
  const servers = rows.filter(({ version }) => changing.includes(version)).map((row) => publishing.told(row, changed));
  return { ...json({ updatedCount: servers.length, servers }), headers: headersOf(changed) };
}

/** Deletes a version: it stays where it is, and is shown to who asks for what was deleted. */
export async function deleteVersion(asked: Asked, publishing: Publishing): Promise<Answer> {
  const [name = '', version = ''] = asked.params;
  const who = await publishing.who(asked.request);
  const title = `Delete ${name} ${version}`;
  const done = await publishing.change(who, { kind: 'status', name, version, title }, (found) => {
    if (recordsOf(found.entry)[version]?.status === 'deleted') throw notFound();
    return withStatus({ status: 'deleted' }, [version], { who, found });
  });
  return publishing.answer(rowAt(version, done.rows), done);
}

function readStatus(text: string): StatusBody {
  const { status, statusMessage = '' } = parseBody(text, StatusBody);
  if (statusMessage === '') return { status };
  if (status !== 'active') return { status, statusMessage };
  throw new ProxyError(
    'invalid_request',
    'statusMessage says why a version is deprecated or deleted: leave it out with active',
  );
}

/** The change of some versions' records to a status. Throws `not_found`, `forbidden`, and `invalid_request` where it changes none. */
export function withStatus(
  wanted: StatusBody,
  versions: string[],
  { who, found }: { who: Who; found: Found },
): Submission {
  const { entry, authority } = found;
  const [first] = versions;
  const server = first === undefined ? undefined : entry?.versions.get(first)?.value;
  if (server === undefined) throw notFound();
  if (!authority.isHolder && !authority.isModerator) throw forbidden(authority, who);
  const records = recordsOf(entry);
  const changes = versions.flatMap((version) => {
    const record = records[version];
    const after = record && changedRecord(record, wanted, authority);
    return after ? [[version, after] as const] : [];
  });
  if (changes.length === 0) throw new ProxyError('invalid_request', 'No changes to apply: the status is that already');
  return { server, listing: { versions: Object.fromEntries(changes) } };
}

/** Null where there is nothing to change. A moderator's word is changed by moderators alone, and takes an owner's over. */
function changedRecord(
  record: ListedVersion,
  { status, statusMessage }: StatusBody,
  authority: Authority,
): ListedVersion | null {
  const by = authority.isHolder ? 'owner' : 'moderator';
  const isSame = record.status === status && (record.statusMessage ?? '') === (statusMessage ?? '');
  if (isSame && (status === 'active' || by === 'owner' || record.by === by)) return null;
  if (record.by === 'moderator' && record.status !== 'active' && !authority.isModerator) {
    throw new ProxyError('forbidden', `A moderator has set this to ${record.status}: only a moderator can change that`);
  }
  return { status, ...(statusMessage === undefined ? {} : { statusMessage }), ...(status === 'active' ? {} : { by }) };
}

function rowAt<T extends { version: string }>(version: string, rows: readonly T[]): T {
  const row = rows.find((each) => each.version === version);
  if (!row) throw notFound();
  return row;
}

function notFound(): ProxyError {
  return new ProxyError('not_found', 'Server not found');
}
