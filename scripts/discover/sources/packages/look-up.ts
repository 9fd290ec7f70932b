import * as z from 'zod';
import { FLAG_CODES } from '../../flag.ts';
import { EnoughAsked, type Got } from '../../polite/polite-fetch.ts';
import type { Around } from '../../source.ts';

/** What a package registry says of a server, as a find without its source and time. */
const Said = z.strictObject({
  where: z.string(),
  server: z.record(z.string(), z.unknown()),
  nameOrigin: z.enum(['publisher', 'derived']),
  evidence: z.enum(['proven', 'claimed', 'guessed']),
  flags: z.array(z.strictObject({ code: z.enum(keysOf(FLAG_CODES)), pointer: z.string(), message: z.string() })),
  /** When its newest version came out, where the registry says so. */
  changedAt: z.string().exactOptional(),
});
export type Said = z.infer<typeof Said>;

/** A package that was looked up: what was said of servers in it, which may be nothing. */
const Looked = z.strictObject({
  /** The version that whoever named the package knew of. */
  version: z.string().nullable(),
  etag: z.string().nullable(),
  askedAt: z.iso.datetime(),
  said: z.array(Said),
});
type Looked = z.infer<typeof Looked>;

/** A package to look up, and its newest version, where whoever names it knows that. */
export interface Wanted {
  name: string;
  version: string | null;
}

export interface LookUpOptions {
  wanted: readonly Wanted[];
  /** The document of a package. */
  addressOf: (name: string) => string;
  isOperators: boolean;
  /** What a document says of servers: none where it is of no server. */
  read: (name: string, got: Got) => Said[];
}

/** A package of which no newer version is known is asked for again after a week: it may be deprecated. */
const AGAIN_MS = 7 * 24 * 3_600_000;

/** So many answers are kept at once. */
const KEPT_AT_ONCE = 200;

/** After so many failures in a row the registry is let be. */
const FAILURES = 5;

/**
 * What a package registry says of packages, and when it said so. What was looked up before is remembered, and asked for
 * again by its mark: packages that are new come first, then those with newer versions, then those asked longest ago, so
 * that runs with little to spend get around. Throws what asking throws, once all that is known was given.
 */
export async function* lookUp(
  { get, memory, fault, now, signal }: Pick<Around, 'get' | 'memory' | 'fault' | 'now' | 'signal'>,
  { wanted, addressOf, isOperators, read }: LookUpOptions,
): AsyncGenerator<Said & { at: string }, void, void> {
  const known = new Map(Object.entries(z.record(z.string(), Looked).safeParse(await memory.recall(SEEN)).data ?? {}));
  const keep = () => memory.keep(SEEN, Object.fromEntries(known));
  const isFresh = ({ name, version }: Wanted) => {
    const before = known.get(name);
    return before?.version === version && now().getTime() - Date.parse(before.askedAt) < AGAIN_MS;
  };
  const remembered = function* ({ name }: Wanted) {
    const before = known.get(name);
    for (const said of before?.said ?? []) yield { ...said, at: before?.askedAt ?? '' };
  };
  for (const each of wanted.filter(isFresh)) yield* remembered(each);
  const asked = inOrder(
    wanted.filter((each) => !isFresh(each)),
    known,
  );
  let failures = 0;
  let count = 0;
  try {
    for (; count < asked.length; count += 1) {
      const each = asked[count];
      if (!each) break;
      signal.throwIfAborted();
      try {
        known.set(each.name, await look(each));
        failures = 0;
      } catch (error) {
        failures += 1;
        if (error instanceof EnoughAsked || signal.aborted || failures === FAILURES) throw error;
        fault(each.name, error);
      }
      yield* remembered(each);
      if (count % KEPT_AT_ONCE === KEPT_AT_ONCE - 1) await keep();
    }
  } catch (error) {
    if (!signal.aborted) for (const each of asked.slice(count)) yield* remembered(each);
    throw error;
  } finally {
    await keep();
  }

  async function look({ name, version }: Wanted): Promise<Looked> {
    const before = known.get(name);
    const marks = before?.etag == null ? {} : { 'if-none-match': before.etag };
    const headers = { accept: 'application/json', ...marks };
    const got = await get(addressOf(name), { isOperators, isKept: false, headers });
    const askedAt = now().toISOString();
    if (got.status === 304 && before) return { ...before, version, askedAt };
    const { etag } = got.headers;
    const mark = typeof etag === 'string' ? etag : null;
    if (got.status === 200) return { version, etag: mark, askedAt, said: read(name, got) };
    if (GONE.has(got.status)) return { version, etag: null, askedAt, said: [] };
    throw new Error(`its registry answers with ${got.status}`);
  }
}

const SEEN = 'seen';
const GONE = new Set([404, 410, 451]);

function inOrder(wanted: Wanted[], known: Map<string, Looked>): Wanted[] {
  const rank = ({ name, version }: Wanted) => {
    const before = known.get(name);
    return before === undefined ? 0 : before.version === version ? Date.parse(before.askedAt) : 1;
  };
  return wanted.toSorted((a, b) => rank(a) - rank(b));
}

function keysOf<Key extends string>(table: Record<Key, unknown>): [Key, ...Key[]];
function keysOf(table: Record<string, unknown>): string[] {
  return Object.keys(table);
}
