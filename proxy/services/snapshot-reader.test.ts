import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpServer } from '../testing.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { snapshotFiles, snapshotHost, type TestHost } from './testing-snapshot.ts';

const LIMITS = { folder: '/', maxBytes: 1_000_000 };

describe('a snapshot at a URL', () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await snapshotHost(snapshotFiles(['weather']));
  });
  afterEach(() => host[Symbol.asyncDispose]());

  it('is read once, and then only asked whether it has changed', async () => {
    const reader = new SnapshotReader(host.url, LIMITS);
    const first = await reader.read();
    expect(first.get('weather')?.name).toBe('com.example/weather');
    expect(await reader.read()).toBe(first);
    expect(host.answers).toEqual([
      'manifest.json 200',
      'entries-00.ndjson.gz 200',
      'servers-00.ndjson 200',
      'tools-00.ndjson.gz 200',
      'manifest.json 304',
    ]);
    host.files = snapshotFiles(['weather', 'time']);
    const second = await reader.read();
    expect([second.size, first.size]).toEqual([2, 1]);
  });

  it('is not read when somebody has read it before', async () => {
    const known = await new SnapshotReader(host.url, LIMITS).read();
    host.answers.length = 0;
    const reader = new SnapshotReader(host.url, { ...LIMITS, known });
    expect([await reader.read(), await reader.read()]).toEqual([known, known]);
    expect(host.answers).toEqual(['manifest.json 200', 'manifest.json 304']);
    host.files = snapshotFiles(['time']);
    expect((await reader.read()).get('time')).toBeDefined();
  });

  it.each([
    ['down', 'manifest.json was answered with 503'],
    ['garbage', 'manifest.json is no manifest of a snapshot'],
  ] as const)('is refused when its host is %s, and taken in when it is back', async (state, words) => {
    const reader = new SnapshotReader(`${host.url}/`, LIMITS);
    const first = await reader.read();
    host.state = state;
    await expect(reader.read()).rejects.toThrow(words);
    host.state = 'up';
    expect((await reader.read()).manifest.id).toBe(first.manifest.id);
    host.files = snapshotFiles(['time']);
    expect((await reader.read()).get('time')?.alias).toBe('time');
  });

  it('is refused when a part does not fit its manifest, until it does', async () => {
    const reader = new SnapshotReader(host.url, LIMITS);
    await reader.read();
    Object.assign(host, { state: 'damaged', files: snapshotFiles(['time']) });
    await expect(reader.read()).rejects.toThrow('entries-00.ndjson.gz does not match the manifest');
    // Its manifest is the same then: that it was not taken in must not be forgotten.
    host.state = 'up';
    expect((await reader.read()).get('time')).toBeDefined();
  });

  it('is refused when it is too long', async () => {
    await expect(new SnapshotReader(host.url, { folder: '/', maxBytes: 500 }).read()).rejects.toThrow(
      'longer than 500',
    );
    const [manifest = 0] = [...host.files.values()].map(({ length }) => length).reverse();
    await expect(new SnapshotReader(host.url, { folder: '/', maxBytes: manifest + 100 }).read()).rejects.toThrow(
      'the snapshot is longer than',
    );
  });

  it('may have moved', async () => {
    await using old = await httpServer((request, response) => {
      response.writeHead(301, { location: `${host.url}${(request.url ?? '').replace('/old', '')}` }).end();
    });
    expect((await new SnapshotReader(old.url.replace(/mcp$/, 'old'), LIMITS).read()).size).toBe(1);
  });
});

describe('a snapshot in a folder', () => {
  it('is read again when it has changed, and kept when it is broken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
    const write = async (files: Map<string, Buffer>) => {
      for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
    };
    await write(snapshotFiles(['weather']));
    const reader = new SnapshotReader('.', { ...LIMITS, folder });
    const first = await reader.read();
    expect(await reader.read()).toBe(first);
    await write(new Map([['manifest.json', Buffer.from('{')]]));
    await expect(reader.read()).rejects.toThrow('no manifest');
    await write(snapshotFiles(['time']));
    expect((await reader.read()).get('time')).toBeDefined();
    await rm(folder, { recursive: true });
    await expect(reader.read()).rejects.toThrow('ENOENT');
  });
});
