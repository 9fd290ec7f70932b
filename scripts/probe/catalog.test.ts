import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { modernServer } from '../../proxy/testing.ts';
import { readStore } from '../status/folder.ts';
import { probeCatalog } from './catalog.ts';
import { aMisjudgedCanary } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A catalog of two servers, whose configured instances are as given. */
function probeOf(urls: Record<string, string>): Parameters<typeof probeCatalog>[0] {
  const { remotes: _remotes, ...server } = aServerJson();
  const versions = { '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } };
  const files = ['weather', 'notes'].flatMap((name): [string, unknown][] => [
    [`servers/com.example/${name}/1.0.0.json`, { ...server, name: `com.example/${name}` }],
    [`servers/com.example/${name}/listing.json`, { ...aListing({ alias: name }), versions }],
  ]);
  const catalog = writeCatalog(join(folder, 'catalog'), Object.fromEntries([['registry.json', aRegistry], ...files]));
  const services = Object.entries(urls).map(([name, url]) => ({
    name,
    instances: [{ id: 'here', transport: 'streamable-http', url }],
  }));
  return { catalog, status: join(folder, 'status'), folder, config: ProxyConfig.parse({ services }) };
}

describe('probeCatalog', () => {
  it('looks at what is enabled, tells of each as it is seen, and keeps what was seen', async () => {
    await using server = await modernServer();
    const told: string[] = [];
    const { run, probed, entries } = await probeCatalog({
      ...probeOf({ weather: server.url }),
      onBegin: (services) => told.push(`begin ${services.map(({ name }) => name)}`),
      onLooked: ({ name }, looks) => told.push(`${name} ${looks[0]?.instance.reason}`),
    });
    expect(told).toEqual(['begin weather', 'weather ok']);
    expect([...entries.keys()]).toEqual(['com.example/notes', 'com.example/weather']);
    const [record] = probed.map((each) => each.record);
    expect(record?.status).toMatchObject({
      server: 'com.example/weather',
      version: '1.0.0',
      health: 'healthy',
      days: 'u',
    });
    expect(await readStore(join(folder, 'status'))).toEqual({
      records: new Map([['com.example/weather', record]]),
      runs: [run],
    });
    expect(JSON.parse(readFileSync(join(folder, 'status/summary.json'), 'utf8'))).toMatchObject({
      at: run.endedAt,
      statuses: [{ server: 'com.example/weather' }],
    });
    expect(server.methods).toEqual(['server/discover', 'tools/list']);
  });

  it('adds to what was known, and leaves alone what it did not look at', async () => {
    await using server = await modernServer();
    const options = probeOf({ weather: server.url, notes: server.url });
    await probeCatalog(options);
    const { records: before } = await readStore(options.status);
    await server[Symbol.asyncDispose]();
    const { probed } = await probeCatalog({ ...options, only: ['weather'], retryAfterMs: [] });
    const { records: after } = await readStore(options.status);
    expect(after.get('com.example/notes')).toEqual(before.get('com.example/notes'));
    expect(after.get('com.example/weather')).toEqual(probed[0]?.record);
    expect(after.get('com.example/weather')).toMatchObject({
      status: { reason: 'ok', uptime: { '24h': [1, 2] }, tools: before.get('com.example/weather')?.status.tools },
      samples: [{ mark: 'u' }, { mark: 'd' }],
    });
  });

  it('keeps the run, unless its servers were chosen by name, and of a void one nothing else', async () => {
    await using server = await modernServer();
    const options = probeOf({ weather: server.url });
    const { run } = await probeCatalog(options);
    await probeCatalog({ ...options, only: ['weather'] });
    expect((await readStore(options.status)).runs).toEqual([run]);
    const { records: before } = await readStore(options.status);
    const canaries = [aMisjudgedCanary()];
    const { canaries: seen, run: voided } = await probeCatalog({ ...options, canaries, retryAfterMs: [] });
    expect([voided.void?.cause, voided.looked]).toEqual(['canary', 1]);
    expect(seen).toMatchObject([{ name: 'bird', expected: 'ok', seen: 'needs-config' }]);
    expect(await readStore(options.status)).toEqual({ records: before, runs: [run, voided] });
  });
});
