import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatusSummaries, summarize } from '../../catalog/status/status.ts';
import { anEntry, aStatus } from '../../catalog/testing.ts';
import { fold } from '../probe/fold.ts';
import { readStore, writeStore } from './folder.ts';
import { EMPTY_STORE } from './store.ts';
import { aRun, aStore, at } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'store-')), 'status');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const summary = () => StatusSummaries.parse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));

describe('a store in a folder', () => {
  it('is read as it was written', async () => {
    const names = Array.from({ length: 300 }, (_none, index) => `com.example/server-${index}`);
    const store = aStore(names, 0, [aRun()]);
    await writeStore(folder, store);
    expect(await readStore(folder)).toEqual(store);
    expect(readdirSync(folder).sort()).toEqual(['runs.json', 'shards', 'summary.json']);
  });

  it('is empty where there is no folder', async () => {
    expect(await readStore(folder)).toEqual(EMPTY_STORE);
    expect(existsSync(folder)).toBe(false);
  });

  it('has a summary for readers, sorted by name, as of the last look', async () => {
    await writeStore(folder, aStore(['com.example/b', 'com.example/a'], 5));
    const statuses = ['com.example/a', 'com.example/b'].map((server) => aStatus({ server, checkedAt: at(5) }));
    expect(summary()).toEqual({ schemaVersion: 1, at: at(5), statuses: statuses.map(summarize) });
  });

  it('has a summary that parses of what a fold made', async () => {
    const folded = fold(anEntry(), '1.0.0', [], undefined, at(0));
    await writeStore(folder, { records: new Map([['com.example/weather', folded]]), runs: [] });
    expect(summary().statuses).toEqual([summarize(folded.status)]);
  });

  it('forgets a server that is no longer there, also the last one of its shard', async () => {
    const names = Array.from({ length: 100 }, (_none, index) => `com.example/server-${index}`);
    await writeStore(folder, aStore(names));
    await writeStore(folder, aStore(['com.example/server-7']));
    expect([...(await readStore(folder)).records.keys()]).toEqual(['com.example/server-7']);
    await writeStore(folder, EMPTY_STORE);
    expect(await readStore(folder)).toEqual(EMPTY_STORE);
  });

  it('leaves nothing half-written behind, and does not stumble over what a crash left', async () => {
    await writeStore(folder, aStore(['com.example/weather']));
    writeFileSync(join(folder, 'shards', '59.json.new'), '{"schemaVersion":1,"rec');
    expect(await readStore(folder)).toEqual(aStore(['com.example/weather']));
    await writeStore(folder, aStore(['com.example/weather']));
    expect(readdirSync(join(folder, 'shards'))).toHaveLength(64);
  });
});

describe('a folder with something else in it', () => {
  const shard = () => join(folder, 'shards', '59.json');
  beforeEach(() => writeStore(folder, aStore(['com.example/weather'])));

  it('has a damaged shard named, and is told what to do', async () => {
    writeFileSync(shard(), '{"schemaVersion":1,');
    await expect(readStore(folder)).rejects.toThrow(`${shard()} is not readable JSON (delete it to begin anew)`);
    rmSync(shard());
    expect(await readStore(folder)).toEqual(EMPTY_STORE);
  });

  it('is not read through a link, from what is no file, or without end', async () => {
    rmSync(shard());
    symlinkSync('/etc/hostname', shard());
    await expect(readStore(folder)).rejects.toThrow(`${shard()} is no plain file: delete it`);
    rmSync(shard());
    mkdirSync(shard());
    await expect(readStore(folder)).rejects.toThrow(`${shard()} is no plain file: delete it`);
    rmSync(shard(), { recursive: true });
    writeFileSync(shard(), '');
    truncateSync(shard(), 2 ** 24 + 1);
    await expect(readStore(folder)).rejects.toThrow(`${shard()} is larger than 16777216 bytes`);
  });

  it('is refused for a shard that nobody would write', async () => {
    const strange = join(folder, 'shards', '64.json');
    writeFileSync(strange, '{}');
    await expect(readStore(folder)).rejects.toThrow(`${strange} is none of the shards, 00.json to 63.json: delete it`);
  });

  it('is not taken for empty when it cannot be read: that would lose all history', async () => {
    rmSync(join(folder, 'shards'), { recursive: true });
    writeFileSync(join(folder, 'shards'), 'a file');
    await expect(readStore(folder)).rejects.toThrow('shards is no folder');
    rmSync(join(folder, 'shards'));
    mkdirSync(join(folder, 'shards'), { mode: 0 });
    if (process.getuid?.() !== 0) await expect(readStore(folder)).rejects.toThrow('EACCES');
  });
});
