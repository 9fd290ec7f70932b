import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Find } from '../find.ts';
import { packageRegistry } from './packages/testing-package-registry.ts';
import { pypi } from './pypi.ts';
import { anAround } from './testing-far-around.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pypi-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A project as PyPI's JSON API gives it: https://docs.pypi.org/api/json/ */
function project(name: string, over: object = {}) {
  return {
    info: {
      ...{ author: '', author_email: 'Acme <mail@example.com>', bugtrack_url: null, classifiers: [], keywords: 'mcp' },
      ...{
        description: `# ${name}\n\n<!-- mcp-name: com.acme/${name} -->\n`,
        description_content_type: 'text/markdown',
      },
      ...{ home_page: '', license: null, license_expression: 'MIT', license_files: ['LICENSE'], name },
      project_urls: { Homepage: 'https://acme.example.com', Repository: `https://github.com/acme/${name}.git` },
      ...{
        requires_dist: ['mcp>=1.2', 'httpx'],
        requires_python: '>=3.10',
        summary: `Tells of ${name}`,
        version: '1.2.0',
      },
      ...{ yanked: false, yanked_reason: null },
      ...over,
    },
    last_serial: 1,
    urls: [
      { filename: `${name}.whl`, packagetype: 'bdist_wheel', upload_time_iso_8601: '2026-05-01T09:00:00.123456Z' },
    ],
    vulnerabilities: [],
  };
}

async function registry(projects: object[], feeds: Record<string, string> = {}) {
  const byName = new Map(projects.map((each) => [JSON.parse(JSON.stringify(each)).info.name.toLowerCase(), each]));
  return packageRegistry(({ pathname }) => {
    const document = feeds[pathname] ?? byName.get(/^\/pypi\/([^/]+)\/json$/.exec(pathname)?.[1] ?? '');
    return document === undefined ? { status: 404 } : { document };
  });
}

/** What another source saw of a package. */
function other(server: object): Find {
  return { source: 'github', where: 'x', at: '', server: { ...server }, nameOrigin: 'publisher', evidence: 'claimed' };
}

async function run({ origin }: { origin: string }, over: Parameters<typeof anAround>[0] & { pypi?: object } = {}) {
  const { pypi: settings = {}, ...rest } = over;
  using around = anAround({ settings: { pypi: { url: origin, ...settings } }, folder, ...rest });
  const finds: Find[] = [];
  for await (const find of pypi.find(around)) finds.push(find);
  return { finds, names: finds.map(({ server }) => server.name), faults: around.faults };
}

describe('packages of PyPI', () => {
  it('are those that others and the settings name, each asked for once', async () => {
    await using there = await registry([project('weather'), project('tides'), project('unnamed')]);
    const others = [
      other({
        packages: [
          { registryType: 'pypi', identifier: 'Weather' },
          { registryType: 'npm', identifier: 'unnamed' },
        ],
      }),
      other({
        packages: [{ registry_name: 'pypi', name: 'weather' }, { registryType: 'pypi', identifier: '../x' }, 7],
      }),
      other({ packages: 'none' }),
    ];
    const { finds, faults } = await run(there, { others, pypi: { packages: ['tides', 'gone'] } });
    expect(there.asked).toEqual(['200 /pypi/tides/json', '404 /pypi/gone/json', '200 /pypi/weather/json']);
    expect(faults).toEqual([]);
    expect(finds).toHaveLength(2);
    expect(finds[1]).toEqual({
      source: 'pypi',
      where: 'pkg:pypi/weather@1.2.0',
      at: expect.stringMatching(/^20/),
      server: {
        name: 'com.acme/weather',
        description: 'Tells of weather',
        version: '1.2.0',
        websiteUrl: 'https://acme.example.com',
        repository: { url: 'https://github.com/acme/weather', source: 'github' },
        packages: [{ registryType: 'pypi', identifier: 'weather', version: '1.2.0', transport: { type: 'stdio' } }],
      },
      nameOrigin: 'publisher',
      evidence: 'proven',
      flags: [],
    });
  });

  it.each([
    ['in a comment', '<!-- mcp-name: com.acme/rain-->', ['com.acme/rain']],
    ['twice', 'mcp-name: com.acme/rain\nmcp-name: com.acme/rain', ['com.acme/rain']],
    ['of two servers', 'mcp-name: com.acme/rain\nmcp-name: com.acme/snow', ['com.acme/rain', 'com.acme/snow']],
    ['none', 'A server of MCP', ['pypi/x-mcp']],
    ['that goes on', 'mcp-name: com.acme/rain/more', ['pypi/x-mcp']],
    ['that is none', 'mcp-name: ../../etc', ['pypi/x-mcp']],
    ['of many', Array.from({ length: 9 }, (_none, nth) => `mcp-name: a.b/s${nth}s`).join('\n'), ['pypi/x-mcp']],
  ])('are named by their README: %s', async (_what, description, names) => {
    await using there = await registry([project('x-mcp', { description })]);
    const found = await run(there, { pypi: { packages: ['x_mcp'] } });
    expect(found.names).toEqual(names);
    const isProven = !names.includes('pypi/x-mcp');
    expect(found.finds[0]).toMatchObject(
      isProven ? { evidence: 'proven', nameOrigin: 'publisher' } : { evidence: 'guessed', nameOrigin: 'derived' },
    );
  });

  it('carry what stands against them: yanked, with the reason; no licence', async () => {
    const bad = project('bad', { yanked: true, yanked_reason: 'Leaks\u200B keys', license_expression: null });
    const classified = project('fine', {
      license_expression: null,
      classifiers: ['License :: OSI Approved :: MIT License'],
    });
    await using there = await registry([bad, classified]);
    const { finds } = await run(there, { pypi: { packages: ['bad', 'fine'] } });
    expect(finds.map(({ flags }) => flags)).toEqual([
      [
        {
          code: 'package-deprecated',
          pointer: '/packages/0',
          message: 'PyPI has bad 1.2.0 as yanked: Leaks\\u{200B} keys',
        },
        { code: 'licence-missing', pointer: '', message: 'bad 1.2.0 names no licence on PyPI' },
      ],
      [],
    ]);
  });

  it('are not found when PyPI answers with another project, or with no JSON', async () => {
    const there = await packageRegistry(({ pathname }) =>
      pathname.includes('swapped') ? { document: project('other') } : { document: '<html>' },
    );
    await using _there = there;
    const { finds, faults } = await run(there, { pypi: { packages: ['swapped', 'page'] } });
    expect([finds, faults]).toEqual([[], []]);
  });
});

it('finds with --since only what came out since', async () => {
  await using there = await registry([project('weather')]);
  const packages = { packages: ['weather'] };
  expect((await run(there, { pypi: packages, since: new Date('2026-05-02T00:00:00Z') })).names).toEqual([]);
  expect((await run(there, { pypi: packages, since: new Date('2026-04-30T00:00:00Z') })).names).toHaveLength(1);
});

it('reads the feeds of what is new when the settings say so, and asks only for what is called after MCP', async () => {
  const items = ['rain-mcp', 'snow-mcp', 'numbers'].map(
    (name) => `<item><title>${name} added to PyPI</title><link>https://pypi.example.com/project/${name}/</link></item>`,
  );
  const feed = `<?xml version="1.0"?><rss version="2.0"><channel>${items.join('\n')}</channel></rss>`;
  const none = project('snow-mcp', { requires_dist: ['mcpx'], description: 'A client' });
  await using there = await registry([project('rain-mcp', { description: '' }), none, project('numbers')], {
    '/rss/packages.xml': feed,
  });
  const { names, faults } = await run(there, { pypi: { newest: true } });
  expect(names).toEqual(['pypi/rain-mcp']);
  expect(faults).toEqual([expect.stringMatching(/updates\.xml: it answers with 404$/)]);
  expect(there.asked).not.toContain('200 /pypi/numbers/json');
  there.asked.length = 0;
  await run(there);
  expect(there.asked).toEqual([]);
});

it('lets a registry be that fails again and again, and tells what it knew', async () => {
  const packages = Array.from({ length: 20 }, (_none, nth) => `weather-${nth}`);
  const later = () => new Date(Date.now() + 8 * 86_400_000);
  await using there = await registry(packages.map((name) => project(name)));
  await run(there, { pypi: { packages } });
  await using down = await packageRegistry(() => ({ status: 500 }));
  using around = anAround({ settings: { pypi: { url: down.origin, packages } }, folder, now: later });
  const finds: Find[] = [];
  const all = async () => {
    for await (const find of pypi.find(around)) finds.push(find);
  };
  await expect(all()).rejects.toThrow('answers with 500');
  expect(finds).toHaveLength(20);
  expect(around.faults).toHaveLength(4);
});
