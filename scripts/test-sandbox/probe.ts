import { deepEqual, ok } from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { ROOT } from '../command.ts';
import { runScript } from '../testing.ts';

/** Probes a catalog of one server, whose listing allows a boot, the way an operator does. Says what was seen. */
export async function probeBootable(identifier: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'test-sandbox-'));
  const { version } = JSON.parse(await readFile(join(ROOT, 'node_modules', identifier, 'package.json'), 'utf8'));
  const pkg = { registryType: 'npm', identifier, version, transport: { type: 'stdio' } };
  const { remotes: _remotes, ...server } = aServerJson({ version, packages: [pkg] });
  const versions = { [version]: { status: 'active' as const, publishedAt: '2026-01-02T03:04:05Z' } };
  await writeCatalog(join(folder, 'catalog'), {
    'registry.json': aRegistry,
    [`servers/com.example/weather/${version}.json`]: server,
    'servers/com.example/weather/listing.json': aListing({ versions, probe: { boot: true } }),
  });
  const config = join(folder, 'proxy.config.json');
  await writeFile(config, JSON.stringify({ services: [] }));
  const places = ['--catalog', join(folder, 'catalog'), '--status', join(folder, 'status'), '--config', config];
  const { stdout, stderr } = await runScript('probe', [...places, '--all', '--no-packages', '--json']);
  await rm(folder, { recursive: true });
  const [status] = JSON.parse(stdout || '{}').statuses ?? [];
  ok(status, stderr);
  const [{ id, transport, health, reason }] = status.instances;
  deepEqual([id, transport, health, reason], ['package-npm', 'stdio', 'healthy', 'ok']);
  return `${status.tools.count} tools, ${reason}`;
}
