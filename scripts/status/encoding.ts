import * as z from 'zod';
import { ProbeRun } from '../../catalog/status/probe-run.ts';
import { StatusSummaries } from '../../catalog/status/status.ts';
import { UserError } from '../command.ts';
import type { StatusRecord } from '../probe/record.ts';
import { inOrder } from './in-order.ts';
import { SHARDS, shardOf } from './shard-of.ts';
import { newestRuns, type Store, sortedRecords, summaryOf } from './store.ts';
import { WrittenRecord, writtenRecord } from './written-record.ts';

/** Names as the official schema of servers allows them: nothing else may become a key. */
const ServerName = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);

const Shard = z.strictObject({ schemaVersion: z.literal([1, 2]), records: z.record(ServerName, WrittenRecord) });
const Runs = z.array(ProbeRun);

/** The most bytes that are read of a file: a shard holds 1/64 of all records, at some 20 KB each. */
const MAX_BYTES = { shard: 16 * 2 ** 20, runs: 2 ** 20 };

const shardPath = (shard: number) => `shards/${String(shard).padStart(2, '0')}.json`;

/** The files that a store is read from, by their paths, and how large each may be. */
export const STORE_FILES: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: SHARDS }, (_none, shard): [string, number] => [shardPath(shard), MAX_BYTES.shard]),
  ['runs.json', MAX_BYTES.runs],
]);

/** Where the files of a store lie. */
export interface StoreSource {
  /** What messages call one of its files. */
  nameOf(path: string): string;
  /** What to do about a file that is damaged. */
  mend: string;
  /** A file's bytes, null where there is none. Throws `UserError` for a file that is no plain file, or too large. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>;
}

/** Reads a store. What is missing is empty; what is damaged is a `UserError` that names the file. */
export async function decodeStore(source: StoreSource): Promise<Store> {
  const files = await Promise.all(
    [...STORE_FILES].map(async ([path, maxBytes]) => ({ path, bytes: await source.read(path, maxBytes) })),
  );
  const records = new Map<string, StatusRecord>();
  let runs: ProbeRun[] = [];
  for (const { path, bytes } of files) {
    if (bytes === null) continue;
    const fault = (what: string, cause?: unknown) => new UserError(`${source.nameOf(path)} ${what}`, { cause });
    const json = parse(bytes, (cause) => fault(`is not readable JSON (${source.mend})`, cause));
    if (path === 'runs.json') {
      runs = check(Runs, json, (why) => fault(`is no list of runs (${source.mend}):\n${why}`));
      continue;
    }
    const shard = check(Shard, json, (why) => fault(`is no status shard (${source.mend}):\n${why}`));
    for (const [name, record] of Object.entries(shard.records)) {
      if (shardPath(shardOf(name)) !== path || record.status.server !== name) {
        throw fault(`has a record that belongs elsewhere, ${name} (${source.mend})`);
      }
      records.set(name, record);
    }
  }
  return { records, runs: newestRuns(runs) };
}

/**
 * A store as files, one after the other, each with its path: those it is read from, always all 64 shards, so that a missing
 * one is known to be missing; and `summary.json`, which is made from them, for other readers. Equal stores give equal bytes:
 * names are sorted, fields stand in the order of their schema, and each record has a line of its own.
 */
export function* encodeStore(store: Store): Generator<[path: string, content: string]> {
  const shards = Array.from({ length: SHARDS }, (): [string, StatusRecord][] => []);
  for (const [name, record] of sortedRecords(store)) shards[shardOf(name)]?.push([ServerName.parse(name), record]);
  for (const [shard, records] of shards.entries()) {
    const lines = records.map(([name, record]) => `${JSON.stringify(name)}:${JSON.stringify(writtenRecord(record))}`);
    yield [shardPath(shard), `{"schemaVersion":2,"records":{${linesOf(lines)}}}\n`];
  }
  const runs = newestRuns(store.runs).map((run) => JSON.stringify(runInOrder(run)));
  yield ['runs.json', `[${linesOf(runs)}]\n`];
  yield ['summary.json', `${JSON.stringify(summariesInOrder(summaryOf(store)))}\n`];
}

const runInOrder = inOrder(ProbeRun);
const summariesInOrder = inOrder(StatusSummaries);

function linesOf(lines: string[]): string {
  return lines.length > 0 ? `\n${lines.join(',\n')}\n` : '';
}

function parse(bytes: Uint8Array, fault: (cause: unknown) => UserError): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw fault(cause);
  }
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  fault: (why: string) => UserError,
): z.infer<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error) throw fault(z.prettifyError(error));
  return data;
}
