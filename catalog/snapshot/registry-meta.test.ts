import { describe, expect, it } from 'vitest';
import { anEntry, aRegistry, aStatus, aTool } from '../testing.ts';
import { fingerprintTools } from '../tools/tool.ts';
import { RegistryMeta, registryMeta, registryMetaKey } from './registry-meta.ts';
import { takeSnapshot } from './snapshot.ts';

const name = 'com.example/weather';
const addresses = {
  page: 'https://example.com/registry/server/com.example/weather/',
  status: 'https://example.com/registry/status/servers/com.example/weather.json',
  badge: 'https://example.com/registry/badges/com.example/weather.svg',
};

/** Our block for one entry, as clients of the registry API read it. */
function metaOf(parts: Partial<Parameters<typeof takeSnapshot>[0]> = {}, registry = aRegistry): RegistryMeta {
  const moment = { registry, commit: null, at: '2026-11-22T10:00:00Z' };
  const [entry] = takeSnapshot({ ...moment, entries: [anEntry()], ...parts }).entries;
  if (!entry) throw new Error('one entry makes a snapshot of one');
  return RegistryMeta.parse(registryMeta(entry, registry)[registryMetaKey(registry)]);
}

describe('our block of _meta', () => {
  it('stands under a key of our own domain, and alone', () => {
    const [entry] = takeSnapshot({ registry: aRegistry, commit: null, at: '', entries: [anEntry()] }).entries;
    expect(entry && Object.keys(registryMeta(entry, aRegistry))).toEqual(['com.example.registry/entry']);
  });

  it('says how a server does, and where more is told', () => {
    const { setHash } = fingerprintTools([aTool()]);
    const tools = { count: 1, setHash, drift: null, listedAt: '2026-11-22T09:37:02Z' };
    expect(
      metaOf({
        entries: [anEntry({ listing: { alias: 'weather', categories: ['data'], tags: ['rain'] } })],
        statuses: new Map([[name, aStatus({ reason: 'auth-required', tools })]]),
        looks: new Map([[name, [aTool()]]]),
      }),
    ).toEqual({
      ...{ alias: 'weather', categories: ['data'], tags: ['rain'] },
      ...{ health: 'healthy', reason: 'auth-required', since: '2026-11-20T08:07:11Z' },
      checkedAt: '2026-11-22T09:37:02Z',
      uptime30d: [1434, 1436],
      latencyMs: { p50: 190, p95: 420 },
      tools: { count: 1, setHash, source: 'look' },
      drift: null,
      ...addresses,
    });
  });

  it('names what is not known as not known', () => {
    expect(metaOf()).toEqual({
      ...{ alias: null, categories: ['data'], tags: [], health: 'unknown', reason: 'never-checked' },
      ...{ since: null, checkedAt: null, uptime30d: null, latencyMs: null, tools: null, drift: null },
      ...addresses,
    });
  });

  it('tells how the tools differ from the reviewed ones', () => {
    const reviewed = fingerprintTools([aTool()]);
    const lock = { schemaVersion: 1 as const, version: '1.0.0', era: 'modern' as const, ...reviewed };
    const tools = { count: 2, setHash: 'sha256-other', drift: 'breaking' as const, listedAt: '2026-11-22T09:37:02Z' };
    const meta = metaOf({ entries: [anEntry({ lock })], statuses: new Map([[name, aStatus({ tools })]]) });
    expect(meta).toMatchObject({ drift: 'breaking', tools: { count: 1, setHash: reviewed.setHash, source: 'lock' } });
  });

  it('leads below the path of a site that has one', () => {
    expect(metaOf({}, { ...aRegistry, siteUrl: 'https://mcp.example/' }).badge).toBe(
      'https://mcp.example/badges/com.example/weather.svg',
    );
  });
});
