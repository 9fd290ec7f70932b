import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aServerJson } from '../../../catalog/testing.ts';
import { secretsIn, writeAll } from '../../../proxy/services/sources/client-configs/testing-home.ts';
import { ROOT } from '../../command.ts';
import { aZip } from './local-folder/testing-zip.ts';
import { localFolder } from './local-folder.ts';
import { lookWith } from './testing-around.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'servers-'));
});
afterEach(() => rm(home, { recursive: true }));

/** Writes files below the folder, and looks there. */
async function look(files: Record<string, unknown> = {}, given: { folders?: string[]; config?: object } = {}) {
  const texts = Object.entries(files).map(([path, file]) => [
    path,
    typeof file === 'string' ? file : JSON.stringify(file),
  ]);
  await writeAll(home, Object.fromEntries(texts));
  return lookWith(localFolder, { home, folders: [home], ...given });
}

const SDK = { '@modelcontextprotocol/sdk': '1.0.0' };

it('finds the five reference servers by what their packages say', async () => {
  const packages = [
    '@modelcontextprotocol/server-everything',
    '@modelcontextprotocol/server-filesystem',
    '@modelcontextprotocol/server-memory',
    '@modelcontextprotocol/server-sequential-thinking',
    '@upstash/context7-mcp',
  ];
  for (const name of packages)
    await symlink(join(ROOT, 'node_modules', name), join(home, name.split('/').at(-1) ?? ''));
  const { finds, faults } = await look();
  expect(faults).toEqual([]);
  expect(finds.map(({ server, nameOrigin, isLocal }) => [server.name, nameOrigin, isLocal])).toEqual([
    ['io.github.upstash/context7', 'publisher', undefined],
    ...packages.slice(0, 4).map((name) => [`io.github.${name.slice(1)}`, 'publisher', undefined]),
  ]);
  expect(finds[0]).toEqual({
    source: 'local-folder',
    where: '~/context7-mcp/package.json',
    at: '2026-11-29T00:00:00.000Z',
    server: {
      name: 'io.github.upstash/context7',
      description: 'MCP server for Context7',
      version: '4.1.1',
      websiteUrl: 'https://github.com/upstash/context7#readme',
      repository: { url: 'https://github.com/upstash/context7', source: 'github', subfolder: 'packages/mcp' },
      packages: [
        { registryType: 'npm', identifier: '@upstash/context7-mcp', version: '4.1.1', transport: { type: 'stdio' } },
      ],
    },
    nameOrigin: 'publisher',
    evidence: 'claimed',
  });
});

describe('code', () => {
  const published = {
    name: '@acme/weather',
    version: '1.0.0',
    bin: 'x.js',
    dependencies: SDK,
    repository: 'github:acme/weather',
  };

  it('that looks published is a package; else it is here alone', async () => {
    const { finds } = await look({
      'a/package.json': { ...published, license: 'MIT' },
      'b/package.json': { ...published, private: true },
      'c/package.json': { ...published, bin: undefined },
      'd/package.json': { ...published, publishConfig: { registry: 'https://npm.corp.example' } },
      'e/package.json': { name: 'vite-app', version: '1.0.0', bin: 'x.js', repository: 'github:acme/x' },
      'f/pyproject.toml':
        '[project]\nname = "acme_weather"\nversion = "2.0"\ndescription = "Tells it"\ndependencies = ["mcp>=1"]\nclassifiers = ["License :: OSI Approved"]\n[project.urls]\nRepository = "https://github.com/acme/py.git"\n',
      'g/pyproject.toml': '[project]\nname = "mine"\nversion = "1.0"\ndependencies = ["fastmcp"]\n',
    });
    expect(finds.map(({ where, server, isLocal = false }) => [where.split('/')[1], server.name, isLocal])).toEqual([
      ['a', 'npm.acme/weather', false],
      ['b', 'local/b-server', true],
      ['c', 'local/c-server', true],
      ['d', 'local/d-server', true],
      ['f', 'pypi/acme-weather', false],
      ['g', 'local/g-server', true],
    ]);
    expect(finds[4]?.server).toEqual({
      name: 'pypi/acme-weather',
      description: 'Tells it',
      version: '2.0',
      repository: { url: 'https://github.com/acme/py', source: 'github' },
      packages: [{ registryType: 'pypi', identifier: 'acme_weather', version: '2.0', transport: { type: 'stdio' } }],
    });
    expect(finds[0]).toMatchObject({ nameOrigin: 'derived', evidence: 'guessed' });
    expect(finds[0]?.server).not.toHaveProperty('description');
  });

  it('is named and described by its README where its manifest is silent, and no further', async () => {
    const { finds } = await look({
      'a/pyproject.toml':
        '[project]\nname = "a-server"\nversion = "1.0"\ndependencies = ["mcp"]\nclassifiers = ["Topic :: Weather"]\n',
      'a/README.md': '# A\n\nTells the weather of tomorrow.\n\n<!-- mcp-name: io.github.acme/weather -->',
      'b/package.json': { ...published, description: 'Its own words' },
      'b/README.md': '# B\n\nOther words than its own.',
      'c/readme.md': 'Nothing of the kind.',
      'd/README.md': 'mcp-name: com.acme/only-said',
    });
    expect(
      finds.map(({ server, nameOrigin, isLocal }) => [server.name, server.description, nameOrigin, isLocal]),
    ).toEqual([
      ['io.github.acme/weather', 'Tells the weather of tomorrow.', 'publisher', undefined],
      ['npm.acme/weather', 'Its own words', 'derived', undefined],
      ['com.acme/only-said', undefined, 'publisher', true],
    ]);
    expect(finds[0]?.flags).toMatchObject([{ code: 'licence-missing' }]);
  });
});

describe('descriptions', () => {
  const server = aServerJson({ name: 'com.acme/weather' });

  it('are a server.json, beside code or alone, and files of lists and dialects', async () => {
    const old = {
      name: 'io.github.acme/old',
      description: 'x',
      version_detail: { version: '0.1.0' },
      packages: [{ registry_name: 'npm', name: '@acme/old', version: '0.1.0' }],
    };
    const wrapped = {
      server: { ...server, name: 'com.acme/wrapped' },
      _meta: { 'io.modelcontextprotocol.registry/official': { status: 'deprecated', isLatest: true } },
    };
    const { finds, faults } = await look({
      'a/server.json': server,
      'a/package.json': {
        name: '@acme/weather',
        version: '1.0.0',
        bin: 'x',
        repository: 'github:acme/weather',
        dependencies: SDK,
      },
      'b/server.json': server,
      'b/package.json': { name: 'b', version: '1.0.0', mcpName: 'com.acme/other', dependencies: SDK },
      'c/.mcp/server.json': { ...server, name: 'com.acme/nuget' },
      'lists/all.json': { servers: [wrapped, old] },
      'lists/lines.json': `${JSON.stringify({ ...server, name: 'com.acme/one' })}\n${JSON.stringify({ ...server, name: 'com.acme/two' })}\n`,
      'lists/commented.json': `// mine\n${JSON.stringify({ ...server, name: 'com.acme/commented' })}`,
      'lists/colours.json': { name: 'acme/colours', red: 1 },
      'lists/broken.json': '{ "x": ',
    });
    expect(faults).toEqual([]);
    expect(finds.map(({ where, server: { name }, server: said }) => [where, name ?? (said.server as object)])).toEqual([
      ['~/a/server.json', 'com.acme/weather'],
      ['~/b/server.json', 'com.acme/weather'],
      ['~/b/package.json', 'com.acme/other'],
      ['~/c/.mcp/server.json', 'com.acme/nuget'],
      ['~/lists/all.json#/servers/0', expect.objectContaining({ name: 'com.acme/wrapped' })],
      ['~/lists/all.json#/servers/1', 'io.github.acme/old'],
      ['~/lists/commented.json:2', 'com.acme/commented'],
      ['~/lists/lines.json:1', 'com.acme/one'],
      ['~/lists/lines.json:2', 'com.acme/two'],
    ]);
    expect(finds[4]?.registry).toMatchObject({ status: 'deprecated', isLatest: true });
  });

  it('that are broken, or describe nothing, are told of', async () => {
    const { finds, faults } = await look(
      {
        'a/server.json': '{ "name": ',
        'b/package.json': '{ "name": 1 ',
        'c/pyproject.toml': 'x = [hunter2',
        'd/server.json': ' '.repeat(40_000),
        'e/server.json': server,
      },
      { folders: [home, join(home, 'gone')], config: { sources: { limits: { answerBytes: 30_000 } } } },
    );
    expect(finds).toHaveLength(1);
    expect(faults).toEqual([
      '~/a/server.json: it describes no server',
      expect.stringMatching(/^~\/b: package\.json: 1:\d+ /),
      expect.stringMatching(/^~\/c: pyproject\.toml: 1:\d+ it is no TOML from here on$/),
      '~/d: server.json is longer than 30000 bytes',
      '~/d/server.json: it describes no server',
      '~/gone: there is no such folder',
    ]);
    expect(secretsIn(JSON.stringify(faults))).toEqual([]);
  });
});

it('reads what projects tell their clients to start, without their secrets', async () => {
  const list = (name: string) => ({
    mcpServers: {
      [name]: { command: 'npx', args: [`${name}@1.0.0`, '--password', 'hunter2'], env: { KEY: 'hunter2' } },
    },
  });
  const { finds } = await look({
    'a/mcp.json': list('plain'),
    'a/.mcp.json': list('code'),
    'a/.cursor/mcp.json': list('cursor'),
    'b/b.code-workspace': {
      settings: { mcp: { servers: { w: { url: 'https://mcp.acme.example/mcp', headers: { 'X-Key': 'hunter2' } } } } },
    },
  });
  expect(finds.map(({ server }) => server.name)).toEqual([
    'npm/plain',
    'npm/code',
    'npm/cursor',
    'example.acme.mcp/mcp',
  ]);
  expect(secretsIn(JSON.stringify(finds))).toEqual([]);
});

describe('bundles', () => {
  const manifest = (over: object = {}) =>
    JSON.stringify({
      manifest_version: '0.3',
      ...{
        name: 'acme-weather',
        version: '1.0.0',
        description: 'Tells the weather',
        repository: 'https://github.com/acme/weather',
      },
      server: {
        type: 'node',
        entry_point: 'x.js',
        mcp_config: { command: 'node', args: ['x.js'], env: { KEY: 'hunter2' } },
      },
      ...over,
    });

  it('are known by their manifests, signed or not, packed or not', async () => {
    await writeFile(join(home, 'a.mcpb'), aZip({ 'x.js': 'x'.repeat(10_000), 'manifest.json': manifest() }));
    await mkdir(join(home, 'below'));
    await writeFile(
      join(home, 'below/b.dxt'),
      aZip(
        { 'manifest.json': manifest({ name: 'b', display_name: 'B' }) },
        { behind: `MCPB_SIG_V1${'s'.repeat(2000)}MCPB_SIG_END` },
      ),
    );
    const { finds, faults } = await look();
    expect(faults).toEqual([]);
    expect(finds.map(({ where, server }) => [where, server])).toEqual([
      [
        '~/a.mcpb',
        {
          name: 'local/acme-weather',
          description: 'Tells the weather',
          version: '1.0.0',
          repository: { url: 'https://github.com/acme/weather', source: 'github' },
        },
      ],
      ['~/below/b.dxt', expect.objectContaining({ name: 'local/b-server', title: 'B' })],
    ]);
    expect(finds.every(({ isLocal }) => isLocal)).toBe(true);
    expect(secretsIn(JSON.stringify(finds))).toEqual([]);
  });

  it('that are none, cut off, or a trap are told of', async () => {
    const whole = aZip({ 'manifest.json': manifest() });
    await writeFile(join(home, 'a.mcpb'), 'no zip');
    await writeFile(join(home, 'b.mcpb'), whole.subarray(0, whole.length - 30));
    await writeFile(join(home, 'c.mcpb'), aZip({ 'other.json': '{}' }));
    await writeFile(join(home, 'd.mcpb'), aZip({ 'manifest.json': ' '.repeat(2_000_000) }));
    await writeFile(join(home, 'e.mcpb'), aZip({ 'manifest.json': manifest({ server: 1 }) }));
    // It says that it is short, and is not.
    const lying = aZip({ 'manifest.json': ' '.repeat(2_000_000) });
    lying.writeUInt32LE(10, lying.length - 22 - 59 + 24);
    await writeFile(join(home, 'f.mcpb'), lying);
    const { finds, faults } = await look();
    expect(finds).toEqual([]);
    expect(faults).toEqual([
      '~/a.mcpb: it is no zip archive',
      '~/b.mcpb: it is no zip archive',
      '~/c.mcpb: it has no manifest.json',
      '~/d.mcpb: its manifest.json is longer than 1048576 bytes',
      '~/e.mcpb: its manifest.json: "server" is not as it should be',
      expect.stringMatching(/^~\/f\.mcpb: .*1048576/),
    ]);
  });
});
