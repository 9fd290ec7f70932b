import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Registry } from './registry.ts';
import { type Snapshot, SnapshotDefinitions, SnapshotEntry } from './snapshot.ts';
import type { FingerprintedTool } from './tool.ts';

/** `snapshot/manifest.json`: names every part, so that a reader can check what it got. `id` changes with any byte. */
export const SnapshotManifest = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  commit: z.string().nullable(),
  at: z.string(),
  registry: Registry,
  parts: z.array(
    z.strictObject({
      path: z.string().regex(/^(entries|tools)-\d{2,}\.ndjson$/),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      count: z.int().min(0),
    }),
  ),
});
export type SnapshotManifest = z.infer<typeof SnapshotManifest>;

const LINES_PER_PART = 1000;

/** A snapshot as files below `snapshot/`: NDJSON parts, and the manifest last. Equal snapshots give equal bytes. */
export function encodeSnapshot(snapshot: Snapshot): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const definitions = snapshot.entries.flatMap(({ name }) => {
    const tools = snapshot.definitions.get(name);
    return tools ? [{ name, tools }] : [];
  });
  const parts = [...encodeParts('entries', snapshot.entries, files), ...encodeParts('tools', definitions, files)];
  const { registry, commit, at } = snapshot;
  const id = sha256(Buffer.from(JSON.stringify([registry, commit, at, parts]))).slice(0, 32);
  const manifest: SnapshotManifest = { schemaVersion: 1, id, commit, at, registry, parts };
  return files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

function encodeParts(
  kind: 'entries' | 'tools',
  lines: unknown[],
  files: Map<string, Buffer>,
): SnapshotManifest['parts'] {
  const parts: SnapshotManifest['parts'] = [];
  for (let start = 0; start < lines.length; start += LINES_PER_PART) {
    const some = lines.slice(start, start + LINES_PER_PART);
    const bytes = Buffer.from(some.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const path = `${kind}-${String(parts.length).padStart(2, '0')}.ndjson`;
    files.set(path, bytes);
    parts.push({ path, bytes: bytes.length, sha256: sha256(bytes), count: some.length });
  }
  return parts;
}

/** Where one line lies: the part's buffer, and the line's first byte and length. */
interface Line {
  part: Buffer;
  offset: number;
  length: number;
}

/**
 * A snapshot as its readers hold it: buffers, and an index from names to lines. An entry is parsed when it is asked for,
 * so fifty thousand of them cost little memory until they are used.
 */
export class SnapshotIndex {
  readonly manifest: SnapshotManifest;
  readonly #entries = new Map<string, Line>();
  readonly #tools = new Map<string, Line>();
  readonly #aliases = new Map<string, string>();

  /** Throws a readable error when a part is missing, damaged, or not what the manifest says. */
  static async read(readFile: (path: string) => Promise<Buffer>): Promise<SnapshotIndex> {
    const manifest = parseManifest(await readFile('manifest.json'));
    const parts = await Promise.all(
      manifest.parts.map(async (part) => {
        const bytes = await readFile(part.path);
        if (sha256(bytes) !== part.sha256)
          throw new Error(`${part.path} does not match the manifest (snapshot ${manifest.id})`);
        return { path: part.path, bytes };
      }),
    );
    return new SnapshotIndex(manifest, parts);
  }

  private constructor(manifest: SnapshotManifest, parts: { path: string; bytes: Buffer }[]) {
    this.manifest = manifest;
    for (const { path, bytes } of parts) {
      const isEntries = path.startsWith('entries-');
      for (const line of linesOf(bytes)) {
        const head = headOf(line, isEntries ? ENTRY_HEAD : TOOLS_HEAD);
        if (!head) throw new Error(`${path}: the line at byte ${line.offset} does not begin with a name`);
        (isEntries ? this.#entries : this.#tools).set(head.name, line);
        if (head.alias !== null) this.#aliases.set(head.alias, head.name);
      }
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  names(): IterableIterator<string> {
    return this.#entries.keys();
  }

  aliases(): IterableIterator<string> {
    return this.#aliases.keys();
  }

  /** The entry that a `namespace/name` or an alias means. */
  get(nameOrAlias: string): SnapshotEntry | undefined {
    const line = this.#entries.get(nameOrAlias) ?? this.#entries.get(this.#aliases.get(nameOrAlias) ?? '');
    return line && SnapshotEntry.parse(parseLine(line));
  }

  /** The tools of an entry in full, by its `namespace/name`; none where nobody has seen them. */
  tools(name: string): FingerprintedTool[] {
    const line = this.#tools.get(name);
    return line ? SnapshotDefinitions.parse(parseLine(line)).tools : [];
  }
}

function* linesOf(part: Buffer): Generator<Line> {
  for (let offset = 0; offset < part.length; ) {
    const end = part.indexOf(10, offset);
    const length = (end === -1 ? part.length : end) - offset;
    if (length > 0) yield { part, offset, length };
    offset += length + 1;
  }
}

const ENTRY_HEAD = /^\{"name":("(?:[^"\\]|\\.)*"),"alias":(null|"(?:[^"\\]|\\.)*"),/;
const TOOLS_HEAD = /^\{"name":("(?:[^"\\]|\\.)*"),/;

/** What a line begins with: nearly always in its first bytes, since names are short. Null when it begins otherwise. */
function headOf({ part, offset, length }: Line, pattern: RegExp): { name: string; alias: string | null } | null {
  const first = (bytes: number) => pattern.exec(part.toString('utf8', offset, offset + Math.min(bytes, length)));
  const [, name, alias = 'null'] = first(512) ?? first(length) ?? [];
  return name === undefined ? null : { name: JSON.parse(name), alias: JSON.parse(alias) };
}

function parseManifest(bytes: Buffer): SnapshotManifest {
  try {
    return SnapshotManifest.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`manifest.json is no manifest of a snapshot: ${why}`, { cause });
  }
}

function parseLine({ part, offset, length }: Line): unknown {
  return JSON.parse(part.toString('utf8', offset, offset + length));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
