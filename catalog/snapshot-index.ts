import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { isObject } from './json.ts';
import { readRow, ServerRows } from './server-rows.ts';
import { SnapshotEntry } from './snapshot.ts';
import { EntryLine, SnapshotManifest, sha256, ToolsLine } from './snapshot-files.ts';
import type { FingerprintedTool } from './tool.ts';

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
  /** What the registry API gives of each version. */
  readonly servers = new ServerRows();
  readonly #entries = new Map<string, Line>();
  readonly #tools = new Map<string, Line>();
  readonly #aliases = new Map<string, string>();

  /**
   * Throws a readable error when a part is missing, damaged, or not what the manifest says. Between two parts others have
   * their turn: a large snapshot is read beside calls.
   */
  static async read(readFile: (path: string) => Promise<Buffer>): Promise<SnapshotIndex> {
    const manifest = parseManifest(await readFile('manifest.json'));
    const parts = await Promise.all(
      manifest.parts.map(async ({ path, sha256 }) => ({ path, sha256, bytes: await readFile(path) })),
    );
    const index = new SnapshotIndex(manifest);
    for (const { path, bytes, ...part } of parts) {
      if (sha256(bytes) !== part.sha256)
        throw new Error(`${path} does not match the manifest (snapshot ${manifest.id})`);
      index.#add(path, bytes);
      await nextTurn();
    }
    return index;
  }

  private constructor(manifest: SnapshotManifest) {
    this.manifest = manifest;
  }

  #add(path: string, bytes: Buffer): void {
    for (const line of linesOf(bytes)) {
      if (path.startsWith('servers-')) {
        this.servers.add(readRow(line.part.subarray(line.offset, line.offset + line.length)));
        continue;
      }
      const isEntries = path.startsWith('entries-');
      const head = headOf(line, isEntries ? ENTRY_HEAD : TOOLS_HEAD);
      if (!head) throw new Error(`${path}: the line at byte ${line.offset} does not begin with a name`);
      (isEntries ? this.#entries : this.#tools).set(head.name, line);
      if (head.alias !== null) this.#aliases.set(head.alias, head.name);
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
    if (!line) return undefined;
    const { versions, ...entry } = EntryLine.parse(parseLine(line));
    const rows = this.servers.of(entry.name);
    const whole = versions.map(({ version, ...of }) => {
      const row = rows.find((each) => each.version === version);
      return { server: row && serverIn(row.response), ...of };
    });
    return SnapshotEntry.parse({ ...entry, versions: whole });
  }

  /** The tools of an entry in full, by its `namespace/name`; none where nobody has seen them. */
  tools(name: string): FingerprintedTool[] {
    const line = this.#tools.get(name);
    return line ? ToolsLine.parse(parseLine(line)).tools : [];
  }
}

function serverIn(response: Buffer): unknown {
  const answer: unknown = JSON.parse(response.toString('utf8'));
  return isObject(answer) ? answer.server : undefined;
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
