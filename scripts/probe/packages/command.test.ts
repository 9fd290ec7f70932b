import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { standIn } from '../../../catalog/packages/testing.ts';
import { aListing, aRegistry, aServerJson } from '../../../catalog/testing.ts';
import { writeCatalog } from '../../../catalog/testing-files.ts';
import { runScript } from '../../testing.ts';

it('looks packages up for `npm run probe -- --all`, unless told not to, and never for what is enabled alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'packages-'));
  const pypi = { registryType: 'pypi', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' } };
  const { remotes: _remotes, ...server } = aServerJson({ packages: [pypi] });
  const versions = { '1.0.0': { status: 'active' as const, publishedAt: '2026-01-02T03:04:05Z' } };
  await writeCatalog(join(folder, 'catalog'), {
    'registry.json': aRegistry,
    'servers/com.example/weather/1.0.0.json': server,
    'servers/com.example/weather/listing.json': aListing({ versions }),
  });
  const config = join(folder, 'proxy.config.json');
  await writeFile(config, JSON.stringify({ services: [] }));
  await using registry = await standIn(() => {
    const info = { version: '1.0.0', description: 'mcp-name: com.example/weather', yanked: true };
    return {
      '/pypi/weather/json': { info: { ...info, version: '2.0.0' }, urls: [{}] },
      '/pypi/weather/1.0.0/json': { info, urls: [{}] },
    };
  });
  const places = [
    '--retry-after',
    'never',
    '--catalog',
    join(folder, 'catalog'),
    '--status',
    join(folder, 'status'),
    '--config',
    config,
  ];
  const probe = async (...args: string[]) => {
    const ended = await runScript('probe', [...places, '--pypi-url', registry.origin, '--json', ...args]);
    return JSON.parse(ended.stdout).statuses.map(({ instances }: { instances: object[] }) => instances);
  };
  const instance = { id: 'package-pypi', transport: 'stdio', health: 'unhealthy', reason: 'package-withdrawn' };
  expect(await probe('--all')).toEqual([[expect.objectContaining(instance)]]);
  expect(registry.asked.map(({ path }) => path)).toEqual(['/pypi/weather/json', '/pypi/weather/1.0.0/json']);
  expect(await probe('--all', '--no-packages')).toEqual([[expect.objectContaining({ reason: 'not-runnable' })]]);
  expect(await probe()).toEqual([]);
  expect(registry.asked).toHaveLength(2);
  await rm(folder, { recursive: true });
}, 60_000);
