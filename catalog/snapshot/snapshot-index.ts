import * as z from 'zod';
import { isObject } from '../json/json.ts';
import { readableServer } from '../readable-server.ts';
import type { FingerprintedTool } from '../tools/tool.ts';
import { Turns } from '../turns.ts';
import { PackedLines } from './line-blocks.ts';
import { readRow, type ServerRow } from './server-row.ts';
import { ServerRows } from './server-rows.ts';
import { SnapshotEntry } from './snapshot.ts';
import { EntryLine, SnapshotManifest, sha256, ToolsLine } from './snapshot-files.ts';
import { type Outline, OutlineLine } from './snapshot-outline.ts';

/**
 * A snapshot as its readers hold it: buffers, and an index of names. An entry is unpacked and parsed when it is asked for,
 * so fifty thousand of them cost little memory until they are used.
 */
export class SnapshotIndex {
  readonly manifest: SnapshotManifest;
  /** What the registry API gives of each version. */
  readonly servers = new ServerRows();
  /** Each name, and the number of its line. */
  readonly #names = new Map<string, number>();
  readonly #aliases = new Map<string, string>();
  readonly #entries = new PackedLines();
  readonly #tools = new PackedLines();

  /**
   * Throws a readable error when a part is missing, damaged, or not what the manifest says. It often lets others have
   * their turn: a large snapshot is read beside calls.
   */
  static async read(readFile: (path: string) => Promise<Buffer>): Promise<SnapshotIndex> {
    const manifest = parseManifest(await readFile('manifest.json'));
    const index = new SnapshotIndex(manifest);
    const turns = new Turns();
    for (const part of manifest.parts) {
      const bytes = await readFile(part.path);
      if (sha256(bytes) !== part.sha256)
        throw new Error(`${part.path} does not match the manifest (snapshot ${manifest.id})`);
      await turns.rest();
      if (part.path.startsWith('servers-')) await index.#addServers(part.path, bytes, turns);
      else (part.path.startsWith('entries-') ? index.#entries : index.#tools).add(bytes, part.blocks ?? []);
    }
    return index;
  }

  private constructor(manifest: SnapshotManifest) {
    this.manifest = manifest;
  }

  async #addServers(path: string, part: Buffer, turns: Turns): Promise<void> {
    for (let offset = 0, end = 0; offset < part.length; offset = end + 1) {
      end = part.indexOf(10, offset);
      if (end === -1) end = part.length;
      this.#addServer(part, { path, start: offset, end });
      if (turns.isOver) await turns.rest();
    }
  }

  #addServer(part: Buffer, line: { path: string; start: number; end: number }): void {
    const read = readRow(part, line);
    const { name, alias } = read.head;
    this.servers.add(read);
    if (!this.#names.has(name)) this.#names.set(name, this.#names.size);
    if (alias !== null) this.#aliases.set(alias, name);
  }

  get size(): number {
    return this.#names.size;
  }

  names(): IterableIterator<string> {
    return this.#names.keys();
  }

  aliases(): IterableIterator<string> {
    return this.#aliases.keys();
  }

  /** The entry that a `namespace/name` or an alias means. Throws when its part is damaged. */
  get(nameOrAlias: string): SnapshotEntry | undefined {
    const line = this.#names.get(nameOrAlias) ?? this.#names.get(this.#aliases.get(nameOrAlias) ?? '');
    if (line === undefined) return undefined;
    const { versions, ...entry } = EntryLine.parse(JSON.parse(this.#entries.line(line)));
    const rows = this.servers.of(entry.name);
    const whole = versions.map(({ version, ...of }) => {
      const row = rows.find((each) => each.version === version);
      return { server: row && serverIn(row.response), ...of };
    });
    return SnapshotEntry.parse({ ...entry, versions: whole });
  }

  /** What a search looks at of the server of a row. Throws when its part is damaged; undefined where it is unreadable. */
  outline({ name, response }: ServerRow): Outline | undefined {
    const line = this.#names.get(name);
    const server = readableServer(serverIn(response));
    if (line === undefined || !server) return undefined;
    return { ...OutlineLine.parse(JSON.parse(this.#entries.line(line))), server };
  }

  /** The tools of an entry in full, by its `namespace/name`; none where nobody has seen them. */
  tools(name: string): FingerprintedTool[] {
    const line = this.#names.get(name);
    return line === undefined ? [] : ToolsLine.parse(JSON.parse(this.#tools.line(line))).tools;
  }
}

function serverIn(response: Buffer): unknown {
  const answer: unknown = JSON.parse(response.toString('utf8'));
  return isObject(answer) ? answer.server : undefined;
}

function parseManifest(bytes: Buffer): SnapshotManifest {
  try {
    return SnapshotManifest.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`manifest.json is no manifest of a snapshot: ${why}`, { cause });
  }
}
