import * as z from 'zod';
import { NPM_NAME } from '../../../../catalog/packages/npm.ts';
import type { Around } from '../../source.ts';

/** A package that a search found: its newest version, and when that came out. */
export interface Hit {
  name: string;
  version: string | null;
  date: string | null;
}

/** https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md#get-v1search */
const Page = z.looseObject({
  objects: z.array(z.unknown()),
  total: z.number().catch(0),
});
const Result = z.looseObject({
  package: z.looseObject({
    name: z.string().max(214).regex(NPM_NAME),
    version: z.string().nullable().catch(null),
    date: z.string().nullable().catch(null),
  }),
});

const SIZE = 250;

/** What lies deeper is cut off by the registry. */
const DEEPEST = 5000;

/** All that a search of an npm registry finds, the most relevant first. Throws what asking throws, and for answers that are none. */
export async function* searchNpm(
  { get }: Pick<Around, 'get'>,
  { base, text, isOperators }: { base: string; text: string; isOperators: boolean },
): AsyncGenerator<Hit, void, void> {
  for (let from = 0; from < DEEPEST; ) {
    const query = new URLSearchParams({ text, size: String(SIZE), from: String(from) });
    const headers = { accept: 'application/json' };
    const { status, body } = await get(`${base}/-/v1/search?${query}`, { isOperators, isKept: false, headers });
    if (status !== 200) throw new Error(`the search answers with ${status}`);
    const { objects, total } = pageIn(body);
    for (const object of objects) {
      const { data } = Result.safeParse(object);
      if (data) yield { name: data.package.name, version: data.package.version, date: data.package.date };
    }
    from += objects.length;
    if (objects.length === 0 || from >= total) return;
  }
}

function pageIn(body: Buffer): z.infer<typeof Page> {
  try {
    return Page.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new Error('the search answers with something else than packages', { cause });
  }
}
