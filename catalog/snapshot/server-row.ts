import { hash } from 'node:crypto';
import * as z from 'zod';
import { Lifecycle } from '../listing.ts';
import { ownBytes } from '../own-bytes.ts';
import type { Registry } from '../registry.ts';
import { serverResponse } from './server-response.ts';
import type { SnapshotEntry, SnapshotVersion } from './snapshot.ts';
import { stableId } from './stable-id.ts';

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

/** One version of a server, ready to be sent. */
export interface ServerRow extends Pick<RowHead, 'name' | 'version' | 'id' | 'status' | 'isLatest' | 'etag'> {
  /** Milliseconds since 1970. */
  publishedAt: number;
  updatedAt: number;
  /** The bytes of its `ServerResponse`, whole and unchanged. */
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
    const { name, id, status, isLatest, etag } = head;
    const [publishedAt, updatedAt] = [Date.parse(head.publishedAt), Date.parse(head.updatedAt)];
    const of = { name, version: head.version, ...{ id, status, isLatest, etag }, publishedAt, updatedAt };
    return { ...of, response: ownBytes(response) };
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
    etag: `"${hash('sha256', response, 'base64url').slice(0, 22)}"`,
  };
  return { head, response };
}

/** What a search looks at. */
export function textOf({ name, description }: RowHead): string {
  return `${name}\n${description}`.toLowerCase();
}

/** A line of a part as a row. What is seldom asked for stays in the bytes of the part, so that a row takes little memory. */
class PartRow implements ServerRow {
  readonly name: string;
  readonly version: string;
  readonly status: Lifecycle;
  readonly isLatest: boolean;
  readonly etag: string;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly #part: Buffer;
  readonly #start: number;
  /** Where the head ends, which lacks its last brace. */
  readonly #headEnd: number;
  readonly #end: number;

  constructor(head: RowHead, part: Buffer, { start, headEnd, end }: { start: number; headEnd: number; end: number }) {
    this.name = head.name;
    this.version = head.version;
    this.status = head.status;
    this.isLatest = head.isLatest;
    this.etag = head.etag;
    this.publishedAt = Date.parse(head.publishedAt);
    this.updatedAt = Date.parse(head.updatedAt);
    this.#part = part;
    this.#start = start;
    this.#headEnd = headEnd;
    this.#end = end;
  }

  get id(): string {
    return this.#head().id;
  }

  get response(): Buffer {
    return this.#part.subarray(this.#headEnd + RESPONSE.length, this.#end - 1);
  }

  /** It was checked when it was read. */
  #head(): RowHead {
    return JSON.parse(`${this.#part.toString('utf8', this.#start, this.#headEnd)}}`);
  }
}

/** A row as it is read, and what others keep of it. */
export interface ReadRow {
  row: ServerRow;
  head: RowHead;
}

/**
 * The row in the line of a part that goes from `start` to `end`. What follows `,"response":` is taken as it stands: the first
 * such place, since in the strings before it every quotation mark is escaped. Throws an error that names the part.
 */
export function readRow(part: Buffer, { path, start, end }: { path: string; start: number; end: number }): ReadRow {
  const headEnd = part.indexOf(RESPONSE, start);
  const isThere = headEnd !== -1 && headEnd < end;
  const head = isThere ? RowHead.safeParse(JSON.parse(`${part.toString('utf8', start, headEnd)}}`)).data : undefined;
  if (!head) {
    const beginning = part.toString('utf8', start, Math.min(end, start + 80));
    throw new Error(`${path}: a line is no version of a server: ${beginning}`);
  }
  return { row: new PartRow(head, part, { start, headEnd, end }), head };
}
