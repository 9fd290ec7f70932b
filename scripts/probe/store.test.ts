import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatusSummaries, summarize } from '../../catalog/status.ts';
import { anEntry, aProbeRun, aStatus, aTool } from '../../catalog/testing.ts';
import { NOTHING } from './fold/memory.ts';
import { fold } from './fold.ts';
import type { StatusRecord } from './record.ts';
import { addRun, readRecords, readStore, writeRecords } from './store.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'store-')), 'status');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const at = '2026-11-22T09:37:02Z';

function aRecord(over: Partial<StatusRecord> = {}, server = 'com.example/weather'): StatusRecord {
  return {
    status: aStatus({ server }),
    samples: [{ at, mark: 'u', latencyMs: 4 }],
    days: [],
    tools: [aTool()],
    memory: NOTHING,
    incidents: [],
    evidence: { good: null, bad: null },
    ...over,
  };
}

function records(...names: string[]): Map<string, StatusRecord> {
  return new Map(names.map((name) => [name, aRecord({}, name)]));
}

const shards = () => readdirSync(join(folder, 'shards')).sort();

describe('the store', () => {
  it('is read as it was written, by server name', async () => {
    const names = Array.from({ length: 300 }, (_none, index) => `com.example/server-${index}`);
    const written = records(...names, 'com.example/"é\\', 'constructor');
    await writeRecords(folder, written, at);
    expect(await readRecords(folder)).toEqual(written);
    expect(shards().length).toBeLessThanOrEqual(64);
    expect(shards().filter((name) => !/^([0-5]\d|6[0-3])\.json$/.test(name))).toEqual([]);
  });

  it('puts a server where the first byte of its hash says', async () => {
    // sha256('com.example/weather') begins with 0xfb, and 0xfb mod 64 is 59
    await writeRecords(folder, records('com.example/weather'), at);
    expect(shards()).toEqual(['59.json']);
    expect(JSON.parse(readFileSync(join(folder, 'shards', '59.json'), 'utf8'))).toEqual({
      schemaVersion: 1,
      records: { 'com.example/weather': aRecord() },
    });
  });

  it('reads records that were kept before there were incidents', async () => {
    await writeRecords(folder, records('com.example/weather'), at);
    const shard = join(folder, 'shards', '59.json');
    const kept = JSON.parse(readFileSync(shard, 'utf8'));
    const { memory: _m, incidents: _i, evidence: _e, ...older } = kept.records['com.example/weather'];
    writeFileSync(shard, JSON.stringify({ ...kept, records: { 'com.example/weather': older } }));
    expect(await readRecords(folder)).toEqual(records('com.example/weather'));
  });

  it('gives statuses, and the tools of those who listed some', async () => {
    const written = records('com.example/a', 'com.example/b').set(
      'com.example/c',
      aRecord({ tools: null }, 'com.example/c'),
    );
    await writeRecords(folder, written, at);
    const { statuses, looks } = await readStore(folder);
    expect(statuses).toEqual(new Map([...written].map(([name, { status }]) => [name, status])));
    expect([...looks].sort()).toEqual([
      ['com.example/a', [aTool()]],
      ['com.example/b', [aTool()]],
    ]);
  });

  it('is empty where there is no folder', async () => {
    expect(await readStore(folder)).toEqual({ statuses: new Map(), looks: new Map(), runs: [] });
    expect(existsSync(folder)).toBe(false);
  });

  it('keeps the newest five hundred runs, oldest first, and names a list that is damaged', async () => {
    const moment = (index: number) => new Date(Date.parse(at) + index).toISOString();
    const runs = Array.from({ length: 500 }, (_none, index) => aProbeRun({ startedAt: moment(index) }));
    await addRun(folder, aProbeRun({ startedAt: moment(-1) }));
    const file = join(folder, 'runs.json');
    writeFileSync(file, JSON.stringify([aProbeRun({ startedAt: moment(-1) }), ...runs.slice(0, -1)]));
    await addRun(folder, runs.at(-1) ?? aProbeRun());
    expect((await readStore(folder)).runs).toEqual(runs);
    writeFileSync(file, '[{}]');
    await expect(readStore(folder)).rejects.toThrow(`${file} is no list of runs (delete it to begin anew):\n`);
  });

  it('writes a summary for readers, sorted by name', async () => {
    await writeRecords(folder, records('com.example/b', 'com.example/a'), at);
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
    const statuses = ['com.example/a', 'com.example/b'].map((server) => summarize(aStatus({ server })));
    expect(StatusSummaries.parse(summary)).toEqual({ schemaVersion: 1, at, statuses });
  });

  it('writes a summary that parses of what a fold made', async () => {
    const folded = fold(anEntry(), '1.0.0', [], undefined, at);
    await writeRecords(folder, new Map([['com.example/weather', folded]]), at);
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
    expect(StatusSummaries.parse(summary).statuses).toEqual([summarize(folded.status)]);
  });

  it('forgets a server that is no longer there, also the last one of its shard', async () => {
    const names = Array.from({ length: 100 }, (_none, index) => `com.example/server-${index}`);
    await writeRecords(folder, records(...names), at);
    await writeRecords(folder, records('com.example/server-7'), at);
    expect([...(await readRecords(folder)).keys()]).toEqual(['com.example/server-7']);
    expect(shards().length).toBe(1);
    await writeRecords(folder, new Map(), at);
    expect(await readRecords(folder)).toEqual(new Map());
  });

  it('leaves nothing half-written behind, and does not stumble over what a crash left', async () => {
    await writeRecords(folder, records('com.example/weather'), at);
    writeFileSync(join(folder, 'shards', '59.json.new'), '{"schemaVersion":1,"rec');
    expect(await readRecords(folder)).toEqual(records('com.example/weather'));
    await writeRecords(folder, records('com.example/weather'), at);
    expect(shards()).toEqual(['59.json']);
    expect(readdirSync(folder).sort()).toEqual(['shards', 'summary.json']);
  });

  it('names a shard that is damaged, and says what to do', async () => {
    await writeRecords(folder, records('com.example/weather'), at);
    const shard = join(folder, 'shards', '59.json');
    writeFileSync(shard, '{"schemaVersion":1,');
    await expect(readRecords(folder)).rejects.toThrow(`${shard} is not readable JSON (delete it to begin anew)`);
    writeFileSync(shard, '{"schemaVersion":1,"records":{"com.example/weather":{"status":{}}}}');
    await expect(readStore(folder)).rejects.toThrow(`${shard} is no status shard (delete it to begin anew):\n`);
    await expect(readRecords(folder)).rejects.toThrow('records["com.example/weather"].status');
    rmSync(shard);
    expect(await readRecords(folder)).toEqual(new Map());
  });

  it('does not take a folder that it cannot read for an empty one: that would lose all history', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'shards'), 'a file');
    await expect(readRecords(folder)).rejects.toThrow('ENOTDIR');
    rmSync(join(folder, 'shards'));
    mkdirSync(join(folder, 'shards'), { mode: 0 });
    if (process.getuid?.() !== 0) await expect(readRecords(folder)).rejects.toThrow('EACCES');
    chmodSync(join(folder, 'shards'), 0o700);
  });
});
