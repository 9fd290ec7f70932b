import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Registry } from '../registry.ts';
import { packLines } from './line-blocks.ts';
import { rowLines } from './server-row.ts';
import { type Snapshot, SnapshotDefinitions, SnapshotEntry, SnapshotVersion } from './snapshot.ts';

/**
 * `snapshot/manifest.json`: names every part, so that a reader can check what it got. `id` changes with any byte. Lines of
 * `servers` are plain NDJSON, in the order of the registry API; those of `entries` and `tools`, one for each server in that
 * order, are gzip members of 16 lines, which begin at the bytes in `blocks`.
 */
export const SnapshotManifest = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  commit: z.string().nullable(),
  at: z.string(),
  registry: Registry,
  parts: z.array(
    z.strictObject({
      path: z.string().regex(/^(servers-\d{2,}\.ndjson|(entries|tools)-\d{2,}\.ndjson\.gz)$/),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      count: z.int().min(0),
      blocks: z.array(z.int().min(0)).optional(),
    }),
  ),
});
export type SnapshotManifest = z.infer<typeof SnapshotManifest>;

/** A line of `entries-NN.ndjson.gz`: what the publisher said stands in `servers-NN.ndjson`, a line for each version. */
export const EntryLine = SnapshotEntry.extend({
  versions: z.array(SnapshotVersion.omit({ server: true }).extend({ version: z.string() })).min(1),
});
export type EntryLine = z.infer<typeof EntryLine>;

/** A line of `tools-NN.ndjson.gz`: no tools where nobody has seen them. */
export const ToolsLine = SnapshotDefinitions;

/** A multiple of the lines in a block. */
const LINES_PER_PART = 1024;

/** A snapshot as files below `snapshot/`: parts, and the manifest last. Equal snapshots give equal bytes. */
export function encodeSnapshot(snapshot: Snapshot): Map<string, Buffer> {
  const { registry, commit, at } = snapshot;
  const files = new Map<string, Buffer>();
  const parts = KINDS.flatMap((kind) => encodeParts(kind, linesOf(kind, snapshot), files));
  const id = sha256(Buffer.from(JSON.stringify([registry, commit, at, parts]))).slice(0, 32);
  const manifest: SnapshotManifest = { schemaVersion: 1, id, commit, at, registry, parts };
  return files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

const KINDS = ['entries', 'servers', 'tools'] as const;
type Kind = (typeof KINDS)[number];

/** A line at a time: all lines of a large catalog would fill the memory. */
function* linesOf(kind: Kind, { registry, entries, definitions }: Snapshot): Generator<string> {
  for (const entry of entries) {
    const { name } = entry;
    if (kind === 'servers') yield* rowLines(entry, registry);
    else yield JSON.stringify(kind === 'entries' ? entryLine(entry) : { name, tools: definitions.get(name) ?? [] });
  }
}

function entryLine({ versions, ...entry }: SnapshotEntry): EntryLine {
  const { name, alias, listing, tools, status } = entry;
  const rows = versions.map(({ server, ...of }) => ({ version: server.version, ...of }));
  return { name, alias, listing, versions: rows, tools, status };
}

function encodeParts(kind: Kind, lines: Iterable<string>, files: Map<string, Buffer>): SnapshotManifest['parts'] {
  const parts: SnapshotManifest['parts'] = [];
  for (const some of inChunks(lines, LINES_PER_PART)) {
    const path = `${kind}-${String(parts.length).padStart(2, '0')}.ndjson`;
    const { bytes, ...blocks } = kind === 'servers' ? plainLines(some) : packLines(some);
    const packed = kind === 'servers' ? path : `${path}.gz`;
    files.set(packed, bytes);
    parts.push({ path: packed, bytes: bytes.length, sha256: sha256(bytes), count: some.length, ...blocks });
  }
  return parts;
}

function* inChunks<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let some: T[] = [];
  for (const one of all) {
    some.push(one);
    if (some.length < size) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

function plainLines(lines: string[]): { bytes: Buffer } {
  return { bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
