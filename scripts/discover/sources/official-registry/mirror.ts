import { appendFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { isBefore } from '../../../../catalog/snapshot/server-rows.ts';
import { latestOf } from '../../../../catalog/version.ts';
import { SHARDS, shardOf } from '../../../status/shard-of.ts';
import { SyncState, stateFile } from '../../../sync/state.ts';
import { Memory } from '../../memory.ts';
import { type MirrorRow, mirrorLine, readMirrorLine } from './mirror-row.ts';

const Moment = z.iso.datetime();

/** How far a mirror is, as it is kept beside its rows. */
const MirrorState = z.strictObject({
  sync: SyncState,
  /** The number of the walk that is under way, or was the last one that walked everything. */
  walk: z.int().min(0),
  /** The last walk that walked everything to the end. What only earlier ones saw is not there any more. */
  whole: z.int().min(0),
  wholeAt: Moment.nullable(),
  /** When the registry was last known as it is here. */
  walkedAt: Moment.nullable(),
  /** Rows that the walk under way, or the last one, brought. */
  rows: z.int().min(0),
  /** Lines after the last tidying, and those that were added since. */
  kept: z.int().min(0),
  loose: z.int().min(0),
});
export type MirrorState = z.infer<typeof MirrorState>;

/** A server as the registry lists it: all its versions, also deprecated and deleted ones, by their text. */
export interface MirroredServer {
  name: string;
  versions: MirrorRow[];
  /** By the rules of the registry API; a deleted one only where all are deleted. */
  latest: MirrorRow;
}

/** A mirror is rewritten when more than this share of its lines may have newer ones. */
const LOOSE = 0.25;

/**
 * The rows of a registry as far as they were walked, between runs: NDJSON in shards by name, each small enough to be held.
 * Rows are added to the end; of two lines for a version the later counts. Whoever ends in the middle loses what was not
 * yet added, and nothing else.
 */
export class Mirror implements AsyncDisposable {
  readonly #folder: string;
  readonly #memory: Memory;
  readonly #isScratch: boolean;
  state: MirrorState;

  private constructor(folder: string, { state, isScratch }: { state: MirrorState; isScratch: boolean }) {
    this.#folder = folder;
    this.#memory = new Memory(folder);
    this.#isScratch = isScratch;
    this.state = state;
  }

  /** The mirror of a registry, by its base address, in what a source remembers. In a rehearsal it is a copy, until it is disposed of. */
  static async open(memory: Memory, registry: string): Promise<Mirror> {
    const kept = join(memory.folder, basename(stateFile('', registry), '.json'));
    const folder = memory.isReadOnly ? await mkdtemp(join(tmpdir(), 'mirror-')) : kept;
    if (memory.isReadOnly) await cp(kept, folder, { recursive: true }).catch(ignoreMissing);
    const { data } = MirrorState.safeParse(await new Memory(folder).recall('state'));
    const state = data?.sync.registry === registry ? data : emptyState(registry);
    return new Mirror(folder, { state, isScratch: memory.isReadOnly });
  }

  /** Remembers how far the registry was walked, once rows are added. */
  async save(state: MirrorState): Promise<void> {
    this.state = state;
    await this.#memory.keep('state', state);
  }

  /** Adds what a registry lists, as seen by the walk that is under way. Says how many of it are no versions of servers. */
  async add(values: readonly unknown[]): Promise<{ added: number; strange: number }> {
    await mkdir(this.#folder, { recursive: true });
    const shards = new Map<number, string[]>();
    let added = 0;
    for (const value of values) {
      const row = mirrorLine(value, this.state.walk);
      if (!row) continue;
      added += 1;
      const shard = shardOf(row.name);
      const lines = shards.get(shard) ?? [];
      lines.push(row.line);
      shards.set(shard, lines);
    }
    // What was cut off at the end of a file ends with the line before.
    await Promise.all([...shards].map(([shard, lines]) => appendFile(this.#file(shard), `\n${lines.join('\n')}\n`)));
    return { added, strange: values.length - added };
  }

  /** Every server that the registry lists, deleted ones too: shard by shard, and by name in each. */
  async *servers(): AsyncGenerator<MirroredServer, void, void> {
    for (let shard = 0; shard < SHARDS; shard += 1) yield* byServer(await this.#rowsOf(shard));
  }

  /** Rewrites the shards without what does not count any more, when there is much of it. */
  async tidy(): Promise<void> {
    const { kept, loose, rows } = this.state;
    // After a first walk there is nothing but what it saw.
    if (kept === 0 && loose === rows) return this.save({ ...this.state, kept: rows, loose: 0 });
    if (loose <= kept * LOOSE) return;
    let left = 0;
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const rows = await this.#rowsOf(shard);
      const file = this.#file(shard);
      await writeFile(`${file}.new`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      await rename(`${file}.new`, file);
      left += rows.length;
    }
    await this.save({ ...this.state, kept: left, loose: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isScratch) await rm(this.#folder, { recursive: true, force: true });
  }

  /** The rows of a shard that count, in the order of the registry API. */
  async #rowsOf(shard: number): Promise<MirrorRow[]> {
    const text = await readFile(this.#file(shard), 'utf8').catch(ignoreMissing);
    const rows = new Map<string, MirrorRow>();
    for (const line of text?.split('\n') ?? []) {
      const row = line === '' ? null : readMirrorLine(line);
      if (row && row.walk >= this.state.whole) rows.set(`${row.name}\n${row.version}`, row);
    }
    return [...rows.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #file(shard: number): string {
    return join(this.#folder, `rows-${String(shard).padStart(2, '0')}.ndjson`);
  }
}

function emptyState(registry: string): MirrorState {
  const sync = { registry, seen: null, walk: null };
  return { sync, walk: 0, whole: 0, wholeAt: null, walkedAt: null, rows: 0, kept: 0, loose: 0 };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function* byServer(rows: MirrorRow[]): Generator<MirroredServer> {
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const name = rows[start]?.name ?? '';
    while (rows[end]?.name === name) end += 1;
    const versions = rows.slice(start, end);
    const latest = latestOf(versions.map((row) => ({ row, version: row.version, ...datesOf(row) })))?.row;
    if (latest) yield { name, versions, latest };
  }
}

/** A registry may leave out dates: such versions are taken for old. */
function datesOf({ record: { status = 'active', publishedAt = '1970-01-01T00:00:00Z' } }: MirrorRow) {
  return { status, publishedAt };
}
