import { hash } from 'node:crypto';
import * as z from 'zod';
import { haveSame } from '../have-same.ts';
import { Registry } from '../registry.ts';
import { packBlocks, packedLines } from './line-blocks.ts';
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
const SERVERS_PER_PART = 1024;

/** A snapshot as files below `snapshot/`: parts, and the manifest last. Equal snapshots give equal bytes. */
export function encodeSnapshot(snapshot: Snapshot): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [path, bytes] of filesOf(snapshot, (kind, some) => encodeNow(kind, some, packNow)))
    files.set(path, bytes());
  return files;
}

/** A file of a snapshot, what makes its bytes, and what those are made from. */
type SnapshotFile = [path: string, bytes: () => Buffer, from: readonly unknown[]];

/**
 * The same files, one at a time, for who remembers what is written already: a part that is made from the very objects of last
 * time is encoded anew only for who asks for its bytes.
 */
export function snapshotFiles(snapshot: Snapshot): Generator<SnapshotFile> {
  return filesOf(snapshot, encodeOnce);
}

function* filesOf(snapshot: Snapshot, encode: Encode): Generator<SnapshotFile> {
  const { registry, commit, at, entries, definitions } = snapshot;
  const parts: Part[] = [];
  for (const kind of KINDS) {
    for (let start = 0; start < entries.length; start += SERVERS_PER_PART) {
      const some = { ...snapshot, entries: entries.slice(start, start + SERVERS_PER_PART) };
      const number = String(start / SERVERS_PER_PART).padStart(2, '0');
      const path = kind === 'servers' ? `servers-${number}.ndjson` : `${kind}-${number}.ndjson.gz`;
      const from = [...some.entries.flatMap((entry) => [entry, definitions.get(entry.name)]), registry];
      const { shape, bytes } = encode(kind, some, from);
      parts.push({ path, ...shape });
      yield [path, bytes, from];
    }
  }
  const id = sha256(Buffer.from(JSON.stringify([registry, commit, at, parts]))).slice(0, 32);
  const manifest: SnapshotManifest = { schemaVersion: 1, id, commit, at, registry, parts };
  yield ['manifest.json', () => Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), [id]];
}

const KINDS = ['entries', 'servers', 'tools'] as const;
type Kind = (typeof KINDS)[number];
type Part = SnapshotManifest['parts'][number];
type Shape = Omit<Part, 'path'>;
type Encode = (kind: Kind, some: Snapshot, from: readonly unknown[]) => { shape: Shape; bytes: () => Buffer };

/** What the manifest says of each kind of part that begins with an entry, and what that part was made from. */
const shapes = new WeakMap<SnapshotEntry, Map<Kind, { from: readonly unknown[]; shape: Shape }>>();

function encodeOnce(kind: Kind, some: Snapshot, from: readonly unknown[]): ReturnType<Encode> {
  const [first] = some.entries;
  const known = first && shapes.get(first)?.get(kind);
  if (known && haveSame(known.from, from))
    return { shape: known.shape, bytes: () => encodePart(kind, some, packOnce).bytes };
  const { shape, bytes } = encodeNow(kind, some, packOnce);
  if (first) shapes.set(first, (shapes.get(first) ?? new Map()).set(kind, { from, shape }));
  return { shape, bytes };
}

function encodeNow(kind: Kind, some: Snapshot, pack: Pack): ReturnType<Encode> {
  const { bytes, ...rest } = encodePart(kind, some, pack);
  return { shape: { bytes: bytes.length, sha256: sha256(bytes), ...rest }, bytes: () => bytes };
}

/** The lines of a part: one for each server, and of what its publisher says one for each version. */
function encodePart(kind: Kind, some: Snapshot, pack: Pack) {
  const { registry, entries } = some;
  if (kind !== 'servers')
    return { count: entries.length, ...packBlocks(entries, (block) => pack(kind, block, some.definitions)) };
  const lines = entries.flatMap((entry) => rowLines(entry, registry));
  return { count: lines.length, bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) };
}

/** Makes a block of lines of some entries. */
type Pack = (
  kind: Exclude<Kind, 'servers'>,
  block: readonly SnapshotEntry[],
  definitions: Snapshot['definitions'],
) => Buffer;

const packNow: Pack = (kind, block, definitions) =>
  packedLines(
    block.map((entry) => {
      const { name } = entry;
      return JSON.stringify(kind === 'entries' ? entryLine(entry) : { name, tools: definitions.get(name) ?? [] });
    }),
  );

/** The block of each kind that begins with an entry, and what it was made from. */
const blocks = new WeakMap<SnapshotEntry, Map<Kind, { from: readonly unknown[]; bytes: Buffer }>>();

const packOnce: Pack = (kind, block, definitions) => {
  const from = kind === 'entries' ? block : block.flatMap(({ name }) => [name, definitions.get(name)]);
  const [first] = block;
  const known = first && blocks.get(first)?.get(kind);
  if (known && haveSame(known.from, from)) return known.bytes;
  const bytes = packNow(kind, block, definitions);
  if (first) blocks.set(first, (blocks.get(first) ?? new Map()).set(kind, { from, bytes }));
  return bytes;
};

function entryLine({ versions, ...entry }: SnapshotEntry): EntryLine {
  const { name, alias, listing, tools, status } = entry;
  const rows = versions.map(({ server, ...of }) => ({ version: server.version, ...of }));
  return { name, alias, listing, versions: rows, tools, status };
}

export function sha256(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}
