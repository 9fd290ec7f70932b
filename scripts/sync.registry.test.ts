import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCatalog } from '../catalog/load.ts';
import { aRegistry } from '../catalog/testing.ts';
import { writeCatalog } from '../catalog/testing-files.ts';
import { registryServer } from '../proxy/registry/testing.ts';
import { runScript } from './testing.ts';

let folder: string;
beforeAll(async () => {
  folder = writeCatalog(await mkdtemp(join(tmpdir(), 'sync-')), { 'registry.json': aRegistry });
});
afterAll(() => rm(folder, { recursive: true }));

it('mirrors a registry, remembers how far it got, and says what is new', { timeout: 60_000 }, async () => {
  await using registry = await registryServer({
    'com.example/weather': [{ version: '1.0.0' }],
    'com.example/tides': [{}],
  });
  const first = await runScript('sync', [registry.origin, '--catalog', folder]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^added {13}com\.example\/tides 1\.0\.0\nadded {13}com\.example\/weather 1\.0\.0\n2 read: 2 added/,
  );
  expect((await loadCatalog(folder)).entries.map(({ listing }) => listing.origin?.registry)).toEqual([
    registry.origin,
    registry.origin,
  ]);
  const again = await runScript('sync', [`${registry.origin}/v0.1/servers`, '--catalog', folder, '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({
    registry: registry.origin,
    added: 0,
    refused: 0,
    refusedVersions: [],
  });
});

it('does not understand what is no address, or no time', { timeout: 60_000 }, async () => {
  const ends = await Promise.all([
    runScript('sync', ['registry.example.com', '--catalog', folder]),
    runScript('sync', ['https://registry.example.com', '--since', 'yesterday', '--catalog', folder]),
  ]);
  expect(ends.map(({ code }) => code)).toEqual([2, 2]);
});
