import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFICIAL_META } from '../../../catalog/snapshot/server-response.ts';
import { aRegistry, aServerJson } from '../../../catalog/testing.ts';
import { createLog } from '../../log.ts';
import { openStore } from './open-store.ts';
import { readSeed } from './read-seed.ts';
import { MemoryStore } from './store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seed-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function seeded(value: unknown): Promise<string> {
  const file = join(folder, 'seed.json');
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

const FIRST = {
  id: '4e9cf4cf-71f6-4aca-bae8-2d10a29ca2e0',
  name: 'io.github.example/weather',
  description: 'Tells the weather of tomorrow',
  repository: { url: 'https://github.com/example/weather', source: 'github', id: '1' },
  version_detail: { version: '0.0.1-seed', release_date: '2025-05-16T18:56:49Z', is_latest: true },
  packages: [
    {
      registry_name: 'docker',
      name: 'example/weather',
      version: '1.0.0',
      environment_variables: [{ name: 'CITY', is_required: true }],
    },
    { registry_name: 'unknown', name: 'x', version: '' },
  ],
  remotes: [{ transport_type: 'streamable', url: 'https://weather.example.com/mcp' }],
};

describe('a seed file', () => {
  it('is read as the first registry wrote it', async () => {
    const { versions, leftOut } = await readSeed(await seeded([FIRST, { name: 'no version' }, 7]));
    expect(leftOut).toBe(2);
    expect(versions).toMatchObject([
      {
        record: { publishedAt: '2025-05-16T18:56:49Z' },
        server: {
          name: 'io.github.example/weather',
          description: 'Tells the weather of tomorrow',
          version: '0.0.1-seed',
          repository: FIRST.repository,
          packages: [
            {
              registryType: 'oci',
              identifier: 'docker.io/example/weather:1.0.0',
              environmentVariables: [{ name: 'CITY', isRequired: true }],
              transport: { type: 'stdio' },
            },
          ],
          remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
        },
      },
    ]);
  });

  it('is read as today’s API has it, and as plain documents', async () => {
    const wrapped = {
      server: aServerJson(),
      _meta: { [OFFICIAL_META]: { status: 'deprecated', statusMessage: 'Old', publishedAt: '2026-01-01T00:00:00Z' } },
    };
    const plain = aServerJson({ name: 'com.example/notes' });
    const { versions } = await readSeed(await seeded({ servers: [wrapped, plain], metadata: { count: 2 } }));
    expect(versions.map(({ server, record }) => [server.name, record])).toEqual([
      ['com.example/weather', { status: 'deprecated', statusMessage: 'Old', publishedAt: '2026-01-01T00:00:00Z' }],
      ['com.example/notes', {}],
    ]);
  });

  it('that is none is refused, with what to do', async () => {
    await expect(readSeed(join(folder, 'none.json'))).rejects.toThrow(/There is no seed file at .*none\.json: name/);
    await expect(readSeed(await seeded('{'))).rejects.toThrow(/is no JSON/);
  });
});

describe('the store in memory', () => {
  const now = () => new Date('2026-11-22T09:00:00Z');

  it('has what it began with, and what is put in', async () => {
    const store = await MemoryStore.open(aRegistry, [{ server: aServerJson(), record: {} }], { now });
    const before = store.snapshot;
    const server = aServerJson({ version: '2.0.0' });
    const other = aServerJson({ name: 'com.example/a' });
    const added = await Promise.all([
      store.add({ server, record: {} }),
      store.add({ server: other, record: { status: 'deleted', publishedAt: 'yesterday' } }),
      store.add({ server, record: {} }),
    ]);
    expect(added).toEqual([true, true, false]);
    expect(store.snapshot).not.toBe(before);
    const rows = store.snapshot.servers.all.map(({ name, version, isLatest, status, publishedAt }) => ({
      ...{ name, version, isLatest, status },
      publishedAt: new Date(publishedAt).toISOString(),
    }));
    const publishedAt = '2026-11-22T09:00:00.000Z';
    expect(rows).toEqual([
      { name: 'com.example/a', version: '1.0.0', isLatest: true, status: 'deleted', publishedAt },
      { name: 'com.example/weather', version: '1.0.0', isLatest: false, status: 'active', publishedAt },
      { name: 'com.example/weather', version: '2.0.0', isLatest: true, status: 'active', publishedAt },
    ]);
    expect(store.snapshot.get('com.example/weather')?.versions).toHaveLength(2);
  });

  it('publishes as a folder does, by all rules', async () => {
    const store = await MemoryStore.open(aRegistry, [{ server: aServerJson(), record: {} }], { now });
    const next = { server: aServerJson({ version: '2.0.0' }) };
    const other = { server: aServerJson({ name: 'com.example/other' }) };
    const { results, entries } = await store.publish(({ entries }) => (entries.length === 1 ? [next, other] : []));
    expect(results.map(({ outcome, problems }) => [outcome, ...problems.map(({ code }) => code)])).toEqual([
      ['added'],
      ['refused', 'E314'],
    ]);
    expect(entries.map(({ name }) => name)).toEqual(['com.example/weather']);
    expect(store.snapshot.servers.all.map(({ version, isLatest }) => [version, isLatest])).toEqual([
      ['1.0.0', false],
      ['2.0.0', true],
    ]);
    const before = store.snapshot;
    await expect(
      store.publish(() => {
        throw new Error('not today');
      }),
    ).rejects.toThrow('not today');
    expect(store.snapshot).toBe(before);
  });

  it('is opened where settings ask for it', async () => {
    const of = { registry: aRegistry, log: createLog('silent') };
    expect(await openStore({ type: 'git' }, of)).toBeNull();
    expect((await openStore({ type: 'memory', seedFile: null }, of))?.snapshot.size).toBe(0);
    expect((await openStore({ type: 'memory', seedFile: await seeded([FIRST]) }, of))?.snapshot.size).toBe(1);
  });
});
