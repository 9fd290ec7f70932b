import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Find } from '../find.ts';
import { installedManifests, npmRegistry } from './npm/testing-npm.ts';
import { npmPackages } from './npm.ts';
import { anAround, found } from './testing-far-around.ts';

type Registry = Awaited<ReturnType<typeof npmRegistry>>;

const EVERYTHING = '@modelcontextprotocol/server-everything';
const NAMED = [
  'io.github.modelcontextprotocol/server-everything',
  'io.github.modelcontextprotocol/server-filesystem',
  'io.github.modelcontextprotocol/server-memory',
  'io.github.modelcontextprotocol/server-sequential-thinking',
  'io.github.upstash/context7',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The installed packages, of which some are changed, and others added. */
function manifests(over: Record<string, object> = {}) {
  const all = installedManifests();
  for (const [name, fields] of Object.entries(over))
    all.set(name, { name, version: '1.0.0', description: 'mcp', ...all.get(name), ...fields });
  return all;
}

/** A run against a registry: what was found by its search for "mcp" unless told otherwise, and what went wrong. */
async function run(
  { base }: Registry,
  { searches = ['mcp'], ...over }: Parameters<typeof anAround>[0] & { searches?: string[]; requests?: number } = {},
) {
  const { requests = 5000, ...rest } = over;
  using around = anAround({ settings: { npm: { searches }, politeness: { requests } }, folder, ...rest });
  const finds: Find[] = [];
  let error: unknown;
  try {
    for await (const find of npmPackages({ base }).find(around)) finds.push(find);
  } catch (thrown) {
    error = thrown;
  }
  finds.sort((a, b) => (a.where < b.where ? -1 : 1));
  return {
    finds,
    names: finds.map(({ server }) => server.name).sort(),
    faults: around.faults,
    slept: around.slept,
    error,
  };
}

const SDK = { dependencies: { '@modelcontextprotocol/sdk': '^1.0.0' } };
const BIN = { bin: { start: 'index.js' } };

describe('packages of npm', () => {
  it('are servers when they name one, or have an SDK and something to start; what else a search finds is none', async () => {
    const all = manifests({
      '@acme/weather': { ...SDK, ...BIN, license: 'MIT', description: 'mcp', repository: 'acme/weather' },
      'mcp-client': { ...SDK, license: 'MIT' },
      'mcp-tool': { ...BIN, license: 'MIT' },
    });
    await using registry = await npmRegistry(all);
    const { finds, names, faults, error } = await run(registry);
    expect([faults, error]).toEqual([[], undefined]);
    expect(names).toEqual([...NAMED, 'npm.acme/weather']);
    const { version, description } = all.get(EVERYTHING) ?? { version: '', description: '' };
    expect(finds.find(({ where }) => where.includes('everything'))).toMatchObject({
      source: 'npm',
      where: `pkg:npm/%40modelcontextprotocol/server-everything@${version}`,
      nameOrigin: 'publisher',
      evidence: 'proven',
      server: {
        description,
        version,
        websiteUrl: 'https://modelcontextprotocol.io',
        repository: { url: 'https://github.com/modelcontextprotocol/servers', source: 'github' },
        packages: [{ registryType: 'npm', identifier: EVERYTHING, version, transport: { type: 'stdio' } }],
      },
      flags: [],
    });
    expect(finds[0]).toMatchObject({
      nameOrigin: 'derived',
      evidence: 'guessed',
      server: { repository: { url: 'https://github.com/acme/weather' } },
    });
    expect(JSON.stringify(finds)).not.toContain(registry.origin);
  });

  it('carry what stands against them: deprecated, with the reason made visible; no licence', async () => {
    const all = manifests({
      [EVERYTHING]: { deprecated: 'Use \u202Eanother', license: undefined },
      '@upstash/context7-mcp': { deprecated: '' },
    });
    await using registry = await npmRegistry(all);
    const { finds } = await run(registry);
    const version = all.get(EVERYTHING)?.version;
    expect(finds.flatMap(({ flags }) => flags)).toEqual([
      {
        code: 'package-deprecated',
        pointer: '/packages/0',
        message: `npm has ${EVERYTHING}@${version} as deprecated: Use \\u{202E}another`,
      },
      { code: 'licence-missing', pointer: '', message: `The manifest of ${EVERYTHING}@${version} names no licence` },
    ]);
  });

  it('are not found when they were taken back, or another stands in their place', async () => {
    const all = manifests({ swapped: { ...SDK, ...BIN } });
    all.set('swapped', { ...all.get('swapped'), name: 'other', version: '1.0.0', description: 'mcp', ...SDK, ...BIN });
    await using registry = await npmRegistry(all, { gone: new Set([EVERYTHING, 'other']) });
    const { names, faults } = await run(registry);
    expect([names, faults]).toEqual([NAMED.slice(1), []]);
  });

  it('take no name that is none', async () => {
    const all = manifests({
      '@acme/rain': { ...SDK, ...BIN, mcpName: '../../x' },
      '@acme/snow': { mcpName: { a: 1 } },
    });
    await using registry = await npmRegistry(all);
    expect((await run(registry)).names).toEqual([...NAMED, 'npm.acme/rain']);
  });
});

it('is asked at the registry that its client is configured with', async () => {
  await using registry = await npmRegistry(manifests());
  vi.stubEnv('npm_config_registry', `${registry.origin}/`);
  using around = anAround({ settings: { npm: { searches: ['mcp'] } } });
  expect(await found(npmPackages(), around)).toHaveLength(NAMED.length);
  vi.unstubAllEnvs();
});

describe('a search', () => {
  it('is followed page by page, as deep as it goes, and each package is asked for once', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 350 }, (_none, index) => [`mcp-many-${index}`, { keywords: ['mcp-server'] }]),
    );
    await using registry = await npmRegistry(manifests(many), { deepest: 300 });
    await run(registry, { searches: ['many', 'keywords:mcp-server'] });
    const searches = registry.asked.filter((path) => path.includes('/search?'));
    expect(searches.map((path) => /from=(\d+)/.exec(path)?.[1])).toEqual(['0', '250', '300', '0', '250', '300']);
    expect(searches[3]).toContain('text=keywords%3Amcp-server&size=250');
    expect(registry.asked.length - searches.length).toBe(300);
  });

  it('that fails is told of, without naming the registry, and the others go on', async () => {
    await using registry = await npmRegistry(manifests());
    const chosen = async () => ({ url: `${registry.origin}/none`, isChosen: true });
    const { faults, names } = await run({ ...registry, base: chosen });
    expect([faults, names]).toEqual([['npm, "mcp": the search answers with 404'], []]);
    await registry[Symbol.asyncDispose]();
    const { faults: down } = await run(registry);
    expect(down).toEqual([expect.stringMatching(/^npm, "mcp": /)]);
    expect(down[0]).not.toContain('127.0.0.1');
  });
});

describe('a second run', () => {
  it('asks only for what has a newer version, and after a week for all, by their marks', async () => {
    const all = manifests();
    await using registry = await npmRegistry(all);
    const first = await run(registry);
    registry.asked.length = 0;
    const everything = all.get(EVERYTHING);
    all.set(EVERYTHING, { ...everything, name: EVERYTHING, version: '2099.1.1' });
    const second = await run(registry);
    expect(registry.asked.slice(1)).toEqual(['200 /@modelcontextprotocol%2Fserver-everything/latest']);
    expect(second.names).toEqual(first.names);
    expect(second.finds.map(({ server }) => server.version)).toContain('2099.1.1');

    registry.asked.length = 0;
    const third = await run(registry, { now: () => new Date(Date.now() + 8 * 86_400_000) });
    expect(third.names).toEqual(first.names);
    expect(registry.asked.length).toBeGreaterThan(NAMED.length);
    expect(registry.asked.slice(1).every((path) => path.startsWith('304 '))).toBe(true);
  });

  it('finds with --since only what came out since, and asks for nothing else', async () => {
    await using registry = await npmRegistry(manifests(), {
      dates: new Map([[EVERYTHING, '2026-11-20T09:00:00.000Z']]),
    });
    expect((await run(registry, { since: new Date('2026-11-19T00:00:00Z') })).names).toEqual(NAMED.slice(0, 1));
    expect(registry.asked).toHaveLength(2);
  });

  it('goes on where the first had spent what it may ask, and gives what is known', async () => {
    await using registry = await npmRegistry(manifests());
    await run(registry, { isRehearsal: true });
    const hits = registry.asked.length - 1;
    registry.asked.length = 0;
    const first = await run(registry, { requests: 4 });
    expect(first.error).toEqual(new Error('4 requests are what a source may make in one run'));
    expect(registry.asked).toHaveLength(4);
    const second = await run(registry);
    expect(second.names).toEqual(NAMED);
    expect(registry.asked).toHaveLength(4 + 1 + hits - 3);
    const third = await run(registry, { requests: 1, now: () => new Date(Date.now() + 8 * 86_400_000) });
    expect(third.names).toEqual(NAMED);
    expect(String(third.error)).toContain('1 requests');
  });

  it('waits as long as the registry wants', async () => {
    await using registry = await npmRegistry(manifests());
    registry.tired.add('/@modelcontextprotocol%2Fserver-everything/latest');
    const { names, slept } = await run(registry);
    expect(names).toEqual(NAMED);
    expect(slept).toEqual([7000]);
  });
});
