import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string) {
  const file = join(folder, 'proxy.config.json');
  await writeFile(file, text);
  return loadConfig(file);
}

describe('loadConfig', () => {
  it('fills in every default', async () => {
    const { config, problems, folder: home } = await load('{ "services": [{ "name": "everything" }] }');
    expect(problems).toEqual([]);
    expect(home).toBe(folder);
    expect(config).toMatchObject({
      snapshot: 'dist/snapshot',
      services: [{ name: 'everything', enabled: true, args: [], env: {}, timeoutMs: 60_000, instances: [] }],
      health: { intervalMs: 30_000, strikes: 3 },
      limits: { bodyBytes: 4_194_304 },
    });
  });

  it('says at which line an unknown key stands, and which was meant', async () => {
    const { config, problems } = await load('{\n  "services": [],\n  "helth": { "intervalMs": 5 }\n}');
    expect(config).toBeNull();
    expect(problems).toMatchObject([
      {
        line: 3,
        column: 3,
        severity: 'error',
        message: expect.stringContaining('helth'),
        fix: expect.stringContaining('health'),
      },
    ]);
  });

  it('says everything that is wrong at once, each at its place', async () => {
    const { problems } = await load(`{
  "services": [
    { "name": "a", "timeoutMs": "soon" },
    { "name": "b", "instances": [{ "id": "x", "transport": "carrier-pigeon" }] },
    { "nam": "c" }
  ],
  "egress": { "allow": ["10.0.0.0/99"] }
}`);
    expect([...new Set(problems.map(({ line }) => line))].sort()).toEqual([3, 4, 5, 7]);
  });

  it('says where JSON is broken', async () => {
    const { config, problems } = await load('{\n  "services": [],\n}');
    expect(config).toBeNull();
    expect(problems[0]).toMatchObject({ line: 2, severity: 'error' });
  });

  it('accepts the configuration that comes with this project', async () => {
    const { config, problems } = await loadConfig('proxy.config.json');
    expect(problems).toEqual([]);
    expect(config?.services.map(({ name }) => name)).toEqual([
      'everything',
      'memory',
      'filesystem',
      'sequential-thinking',
      'context7-mcp',
    ]);
  });
});
