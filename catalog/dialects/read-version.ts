import { isObject } from '../json/json.ts';
import type { Dialect, Version } from './dialect.ts';
import { dialects } from './index.ts';
import { mends } from './mends/index.ts';
import { keepForPublisher } from './mends/publisher-data.ts';
import { formerPointer } from './names.ts';

/** A version as it was read: in which dialect, and what it says in today's format. */
export interface ReadVersion extends Version {
  dialect: string;
}

/**
 * A version of a server in any dialect, in today's format and mended where that is safe; null where it is none. It may
 * still be faulty: nothing is made up, so what lacks a name, a description or a version goes without.
 */
export function readVersion(value: unknown): ReadVersion | null {
  const dialect = dialectOf(value);
  if (!dialect || !isObject(value)) return null;
  const { server, registry, notes } = dialect.read(value);
  const draft = { server, kept: {}, notes };
  for (const mend of mends) mend.run(draft);
  keepForPublisher(draft);
  return {
    dialect: dialect.name,
    server: inOrder(draft.server),
    registry,
    notes: notes.map((note) => {
      const said = dialect.root === '' ? value : value.server;
      return { ...note, pointer: dialect.root + formerPointer(said, note.pointer) };
    }),
  };
}

/** What a version says in today's field names, and nothing mended or judged; null where it is none. */
export function readFields(value: unknown): Version | null {
  return isObject(value) ? (dialectOf(value)?.read(value) ?? null) : null;
}

function dialectOf(value: unknown): Dialect | undefined {
  return isObject(value) ? dialects.find((each) => each.recognizes(value)) : undefined;
}

const ORDER = ['$schema', 'name', 'title', 'description', 'version', 'websiteUrl', 'repository', 'icons'];

/** The fields in the order in which people write them; others after them, `_meta` last. */
function inOrder({ _meta, ...server }: Record<string, unknown>): Record<string, unknown> {
  const first = ORDER.filter((field) => Object.hasOwn(server, field)).map((field) => [field, server[field]]);
  return { ...Object.fromEntries(first), ...server, ...(_meta === undefined ? {} : { _meta }) };
}
