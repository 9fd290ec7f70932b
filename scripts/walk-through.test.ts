import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aListing, aRegistry, aServerJson } from '../catalog/testing.ts';
import { writeCatalog } from '../catalog/testing-files.ts';
import { runScript, startScript } from './testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walk-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('takes a new entry from its files to a live call, each step by its own command', { timeout: 60_000 }, async () => {
  const [catalog, out, status, config] = ['catalog', 'dist', 'status', 'proxy.config.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const npm = {
    registryType: 'npm',
    identifier: '@modelcontextprotocol/server-everything',
    version: '2026.8.31',
    transport: { type: 'stdio' },
  };
  const { remotes: _remotes, ...server } = aServerJson({
    name: 'com.example/walk',
    title: 'Walk',
    version: '2026.8.31',
    packages: [{ ...npm, packageArguments: [{ type: 'positional', value: 'stdio' }] }],
  });
  const listing = aListing({
    alias: 'walk',
    versions: { '2026.8.31': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } },
  });
  await writeCatalog(catalog, {
    'registry.json': aRegistry,
    'servers/com.example/walk/2026.8.31.json': server,
    'servers/com.example/walk/listing.json': listing,
  });
  await writeFile(config, JSON.stringify({ snapshot: 'dist/snapshot', services: [{ name: 'walk' }] }));

  expect(await runScript('validate', ['--catalog', catalog])).toMatchObject({
    code: 0,
    stdout: '1 entry, 1 version: no problems\n',
  });

  const probed = await runScript('probe', [
    '--catalog',
    catalog,
    '--status',
    status,
    '--config',
    config,
    '--only',
    'walk',
    '--json',
    '--propose-locks',
  ]);
  const { statuses, locks } = JSON.parse(probed.stdout);
  expect(statuses).toMatchObject([
    {
      server: 'com.example/walk',
      health: 'healthy',
      reason: 'ok',
      tools: { count: 13, drift: null },
      instances: [{ era: 'legacy', protocolVersion: '2025-11-25' }],
    },
  ]);
  expect(locks).toHaveLength(1);
  expect(await runScript('validate', ['--catalog', catalog])).toMatchObject({ code: 0 });

  expect(await runScript('build', ['--catalog', catalog, '--status', status, '--out', out])).toMatchObject({ code: 0 });
  expect(await readFile(join(out, 'server/com.example/walk/index.html'), 'utf8')).toMatch(/Working\./);

  const started = await startScript([
    '--catalog',
    catalog,
    '--status',
    status,
    '--out',
    out,
    '--config',
    config,
    '--no-probe',
  ]);
  expect(await (await fetch(`${started.url}/server/com.example/walk/`)).text()).toContain('Walk');
  const withoutSlash = await fetch(`${started.url}/server/com.example/walk?a=1`, { redirect: 'manual' });
  expect([withoutSlash.status, withoutSlash.headers.get('location')]).toEqual([301, '/server/com.example/walk/?a=1']);
  const call = () =>
    fetch(`${started.url}/api/services/walk/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"tool":"echo","args":{"message":"hi"}}',
    });
  expect(await (await call()).json()).toEqual({ content: [{ type: 'text', text: 'Echo: hi' }] });

  for (const mode of ['auto', 'legacy'] as const) {
    const client = new Client({ name: 'walker', version: '1.0.0' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${started.url}/mcp`)));
    const result = await client.callTool({
      name: 'call_tool',
      arguments: { service: 'walk', tool: 'echo', message: mode },
    });
    expect(result.content).toEqual([{ type: 'text', text: `Echo: ${mode}` }]);
    await client.close();
  }

  const health = async () =>
    (await (await fetch(`${started.url}/api/services/walk/health`)).json()) as {
      status: string;
      instances: { pid: number }[];
    };
  const [first] = (await health()).instances;
  process.kill(first?.pid ?? 0, 'SIGKILL');
  expect((await call()).status, 'the call after its process was killed').toBe(200);
  const [second] = (await health()).instances;
  expect(second?.pid).not.toBe(first?.pid);

  const { ms, code } = await started.interrupt();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(2000);
  expect(() => process.kill(second?.pid ?? 0, 0), 'no process stays behind').toThrow('ESRCH');
});
