import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { ProbeRun } from '../../catalog/probe-run.ts';
import { type Status, type StatusSummaries, summarize } from '../../catalog/status.ts';
import type { ToolDefinition } from '../../catalog/tool.ts';
import { StatusRecord } from './record.ts';

const SHARDS = 64;

const Shard = z.strictObject({ schemaVersion: z.literal(1), records: z.record(z.string(), StatusRecord) });

/** How many runs are kept: at one each half hour, ten days. */
const RUNS = 500;

/** What readers of the store need: statuses, and the tools of each server's last good look, by server name; and the runs. */
export interface StoreContents {
  statuses: Map<string, Status>;
  looks: Map<string, ToolDefinition[]>;
  runs: ProbeRun[];
}

/** Reads the statuses in a folder. A folder that is not there is empty. */
export async function readStore(folder: string): Promise<StoreContents> {
  const records = await readRecords(folder);
  return {
    statuses: new Map([...records].map(([name, { status }]) => [name, status])),
    looks: new Map([...records].flatMap(([name, { tools }]) => (tools ? [[name, tools]] : []))),
    runs: await readRuns(folder),
  };
}

/** Reads all records, by server name. A damaged shard is an error that names it: deleting it loses only history. */
export async function readRecords(folder: string): Promise<Map<string, StatusRecord>> {
  const records = new Map<string, StatusRecord>();
  for (const file of await shardsIn(folder)) {
    const path = join(folder, 'shards', file);
    const { data, error } = Shard.safeParse(await parseFile(path));
    if (!data) throw new Error(`${path} is no status shard (delete it to begin anew):\n${z.prettifyError(error)}`);
    for (const [name, record] of Object.entries(data.records)) records.set(name, record);
  }
  return records;
}

/** Writes all records: 64 shards by name, each whole or not at all, and `summary.json` for readers. */
export async function writeRecords(folder: string, records: Map<string, StatusRecord>, at: string): Promise<void> {
  await mkdir(join(folder, 'shards'), { recursive: true });
  const names = [...records.keys()].sort();
  const shards = new Map<string, Record<string, StatusRecord>>();
  for (const name of names) {
    const record = records.get(name);
    if (record) shards.set(shardOf(name), { ...shards.get(shardOf(name)), [name]: record });
  }
  for (const [file, some] of shards) {
    await replace(join(folder, 'shards', file), { schemaVersion: 1, records: some } satisfies z.infer<typeof Shard>);
  }
  // A shard that lost its last server would bring it back with the next read.
  const empty = (await shardsIn(folder)).filter((file) => !shards.has(file));
  await Promise.all(empty.map((file) => rm(join(folder, 'shards', file))));
  const statuses = names.flatMap((name) => records.get(name)?.status ?? []).map(summarize);
  await replace(join(folder, 'summary.json'), { schemaVersion: 1, at, statuses } satisfies StatusSummaries);
}

/** Adds a run to those that are kept in `runs.json`, oldest first: the newest 500. */
export async function addRun(folder: string, run: ProbeRun): Promise<void> {
  const runs = [...(await readRuns(folder)), run];
  await mkdir(folder, { recursive: true });
  await replace(join(folder, 'runs.json'), runs.slice(-RUNS));
}

async function readRuns(folder: string): Promise<ProbeRun[]> {
  const path = join(folder, 'runs.json');
  if (!existsSync(path)) return [];
  const { data, error } = z.array(ProbeRun).safeParse(await parseFile(path));
  if (!data) throw new Error(`${path} is no list of runs (delete it to begin anew):\n${z.prettifyError(error)}`);
  return data;
}

/** The files of the shards in a folder. Not to be allowed to look is another thing than to find none. */
async function shardsIn(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'shards')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  return files.filter((name) => name.endsWith('.json')).sort();
}

/** The shard of a server: the first byte of SHA-256 of its name, modulo 64. */
function shardOf(name: string): string {
  const shard = (createHash('sha256').update(name).digest()[0] ?? 0) % SHARDS;
  return `${String(shard).padStart(2, '0')}.json`;
}

async function replace(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value)}\n`);
  await rename(`${file}.new`, file);
}

async function parseFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} is not readable JSON (delete it to begin anew)`, { cause });
  }
}
