import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Lifecycle } from './listing.ts';
import type { Registry } from './registry.ts';
import { serverResponse } from './server-response.ts';
import type { SnapshotEntry, SnapshotVersion } from './snapshot.ts';
import { stableId } from './stable-id.ts';
import { SubstringIndex } from './substring-index.ts';

/** What a list is filtered and ordered by: the beginning of a line of `snapshot/servers-NN.ndjson`. */
const RowHead = z.strictObject({
  name: z.string(),
  alias: z.string().nullable(),
  version: z.string(),
  /** A UUID for readers of the first API, which knew servers by nothing else. */
  id: z.uuid(),
  status: Lifecycle,
  isLatest: z.boolean(),
  publishedAt: z.string(),
  updatedAt: z.string(),
  description: z.string(),
  /** Changes with any byte of the answer. */
  etag: z.string().regex(/^"[\w-]{16,64}"$/),
});
type RowHead = z.infer<typeof RowHead>;

/** One version of a server, ready to be sent: `response` are the bytes of its `ServerResponse`, whole and unchanged. */
export interface ServerRow extends Omit<RowHead, 'alias' | 'publishedAt' | 'updatedAt' | 'description'> {
  /** Milliseconds since 1970. */
  publishedAt: number;
  updatedAt: number;
  /** What a search looks at, in lower case: name and description. */
  text: string;
  response: Buffer;
}

/** The lines of an entry, one for each version, in the order of the API: by version, as text. */
export function rowLines(entry: SnapshotEntry, registry: Registry): string[] {
  return inOrder(entry).map((version) => {
    const { head, response } = partsOf(entry, version, registry);
    return `${JSON.stringify(head).slice(0, -1)}${RESPONSE}${response}}`;
  });
}

/** The rows of an entry, as they are read from its lines. */
export function rowsOf(entry: SnapshotEntry, registry: Registry): ServerRow[] {
  return inOrder(entry).map((version) => {
    const { head, response } = partsOf(entry, version, registry);
    const { alias: _alias, ...row } = rowOf(head, Buffer.from(response));
    return row;
  });
}

function inOrder({ versions }: SnapshotEntry): SnapshotVersion[] {
  return versions.toSorted((a, b) => (a.server.version < b.server.version ? -1 : 1));
}

const RESPONSE = ',"response":';

function partsOf(
  entry: SnapshotEntry,
  version: SnapshotVersion,
  registry: Registry,
): { head: RowHead; response: string } {
  const response = JSON.stringify(serverResponse(entry, version, registry));
  const { server, status, isLatest, publishedAt, updatedAt } = version;
  const head: RowHead = {
    name: entry.name,
    alias: entry.alias,
    version: server.version,
    id: stableId(`${entry.name}:${server.version}`),
    status,
    isLatest,
    publishedAt,
    updatedAt,
    description: server.description,
    etag: `"${createHash('sha256').update(response).digest('base64url').slice(0, 22)}"`,
  };
  return { head, response };
}

/**
 * The row in a line of a part, and its server's alias. What follows `,"response":` is taken as it stands: the first such place, since in the strings before
 * it every quotation mark is escaped.
 */
export function readRow(line: Buffer, part: string): ServerRow & Pick<RowHead, 'alias'> {
  const end = line.indexOf(RESPONSE);
  const head = end === -1 ? undefined : RowHead.safeParse(JSON.parse(`${line.toString('utf8', 0, end)}}`)).data;
  if (!head) throw new Error(`${part}: a line is no version of a server: ${line.toString('utf8', 0, 80)}`);
  return rowOf(head, line.subarray(end + RESPONSE.length, -1));
}

function rowOf(
  { description, publishedAt, updatedAt, ...rest }: RowHead,
  response: Buffer,
): ServerRow & Pick<RowHead, 'alias'> {
  return {
    ...rest,
    publishedAt: Date.parse(publishedAt),
    updatedAt: Date.parse(updatedAt),
    text: `${rest.name}\n${description}`.toLowerCase(),
    response,
  };
}

/** Every version of every server, in the order of the registry API: by name, then by version, both as text. */
export class ServerRows {
  readonly all: ServerRow[] = [];
  /** Of each server the one that `latest` means. */
  readonly latest: ServerRow[] = [];
  /** Which of all rows can have a string in their text, by their places. */
  readonly texts = new SubstringIndex();
  readonly #byName = new Map<string, ServerRow[]>();
  readonly #byId = new Map<string, ServerRow>();

  /** Adds the row that comes next. Throws when it comes before one that is there. */
  add(row: ServerRow): void {
    const last = this.all.at(-1);
    if (last && !isBefore(last, row)) throw new Error(`${row.name} ${row.version} does not stand in its place`);
    this.all.push(row);
    this.texts.add(row.text);
    if (row.isLatest) this.latest.push(row);
    this.#byId.set(row.id, row);
    const versions = this.#byName.get(row.name);
    if (versions) versions.push(row);
    else this.#byName.set(row.name, [row]);
  }

  /** The versions of a server; none where there is no such server. */
  of(name: string): readonly ServerRow[] {
    return this.#byName.get(name) ?? [];
  }

  byId(id: string): ServerRow | undefined {
    return this.#byId.get(id);
  }
}

/** Whether one version comes before another in the registry API. */
export function isBefore(a: { name: string; version: string }, b: { name: string; version: string }): boolean {
  return a.name === b.name ? a.version < b.version : a.name < b.name;
}
