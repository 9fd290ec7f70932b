import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aServerJson } from '../../../../catalog/testing.ts';
import { ProxyConfig } from '../../../config.ts';
import { readFolders } from './read-folders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folders-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, unknown>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function read({ config = {}, env = {} }: { config?: object; env?: NodeJS.ProcessEnv } = {}) {
  const { found, faults } = await readFolders(folder, { config: ProxyConfig.parse(config), env });
  const bySlug = Object.fromEntries(found.map((one) => [one.slug, one]));
  return { found, faults, bySlug, target: (slug: string) => bySlug[slug]?.instances[0]?.target };
}

const SDK = { '@modelcontextprotocol/sdk': '1.0.0' };

describe('package.json', () => {
  it('runs the bin of a package that is written with an SDK, in its folder', async () => {
    await write({
      'weather/package.json': {
        name: '@acme/weather',
        version: '1.2.0',
        bin: { x: 'x.js', weather: 'w.js' },
        dependencies: SDK,
      },
      'weather/w.js': '',
      'weather/x.js': '',
    });
    const { bySlug, target } = await read();
    expect(bySlug.weather).toMatchObject({
      origin: join(folder, 'weather'),
      server: { name: 'weather', version: '1.2.0' },
    });
    expect(target('weather')).toEqual({
      transport: 'stdio',
      command: {
        command: process.execPath,
        args: [join(folder, 'weather/w.js')],
        env: {},
        cwd: join(folder, 'weather'),
      },
    });
  });

  it('runs the start script where there is no bin, and says when the bin is still to be built', async () => {
    await write({
      'a/package.json': { scripts: { start: 'node .' }, mcpName: 'com.acme/a' },
      'b/package.json': { bin: 'dist/b.js', mcpName: 'com.acme/b' },
    });
    const { bySlug, target } = await read();
    expect(bySlug.a?.server.name).toBe('com.acme/a');
    expect(target('a')).toMatchObject({ command: { command: 'npm', args: ['run', '--silent', 'start'] } });
    expect(target('b')).toEqual({ reason: 'not-runnable', message: 'dist/b.js is not there: build it first' });
  });

  it('takes no package of something else', async () => {
    await write({
      'a/package.json': { scripts: { start: 'vite' } },
      'node_modules/package.json': { dependencies: SDK },
    });
    expect((await read()).found).toEqual([]);
  });

  it('gets the arguments and variables that the operator gives the service', async () => {
    await write({ 'a/package.json': { scripts: { start: 'node .' }, dependencies: SDK } });
    const services = [{ name: 'a', args: ['--x'], env: { KEY: { env: 'THE_KEY' } } }];
    const { target } = await read({ config: { services }, env: { THE_KEY: 'k' } });
    expect(target('a')).toMatchObject({ command: { args: ['run', '--silent', 'start', '--x'], env: { KEY: 'k' } } });
    expect((await read({ config: { services } })).target('a')).toMatchObject({ reason: 'needs-config' });
  });
});

describe('pyproject.toml', () => {
  const project = '[project]\nname = "weather"\nversion = "2.0"\ndependencies = ["MCP[cli]>=1.2"]\n';

  it('runs the script by uv where there is one, else by Python', async () => {
    await write({
      'w/pyproject.toml': `${project}[project.scripts]\nother = "o:main"\nweather = "weather.server:main"\n`,
    });
    const byPython = await read();
    expect(byPython.bySlug.w?.server).toMatchObject({ name: 'w', version: '2.0' });
    expect(byPython.target('w')).toMatchObject({
      command: {
        command: 'python3',
        args: ['-c', 'import sys; from weather.server import main; sys.exit(main())'],
        env: { PYTHONPATH: `${join(folder, 'w/src')}:${join(folder, 'w')}` },
      },
    });
    await write({ 'w/.venv/bin/python': '', 'bin/uv': '' });
    expect((await read()).target('w')).toMatchObject({ command: { command: join(folder, 'w/.venv/bin/python') } });
    await rm(join(folder, 'bin/uv'));
    await writeFile(join(folder, 'bin/uv'), '', { mode: 0o755 });
    expect((await read({ env: { PATH: join(folder, 'bin') } })).target('w')).toMatchObject({
      command: { command: 'uv', args: ['run', '--directory', join(folder, 'w'), 'weather'] },
    });
  });

  it('says what is missing, and takes no project of something else', async () => {
    await write({
      'a/pyproject.toml': project,
      'b/pyproject.toml': '[project]\nname = "b"\ndependencies = ["mcpx"]\n',
    });
    const { found, target } = await read();
    expect(found).toHaveLength(1);
    expect(target('a')).toMatchObject({ reason: 'not-runnable', message: 'its pyproject.toml names no script' });
  });
});

describe('mcp.json', () => {
  it('has a process or an address for each server, with its variables in their places', async () => {
    await write({
      'hosts/mcp.json': `{ // as hosts write it
        "mcpServers": {
          "My Files": { "command": "./run.sh", "args": ["\${HOME}/docs"], "env": { "TOKEN": "\${env:THE_TOKEN}", "LEVEL": "\${LEVEL:-info}" } },
          "com.acme/hosted": { "type": "sse", "url": "https://acme.example/sse?key=\${THE_TOKEN}", "headers": { "x-key": "\${THE_TOKEN}" } },
          "off": { "command": "x", "disabled": true },
        }
      }`,
    });
    const { found, bySlug, target } = await read({ env: { HOME: '/home/ann', THE_TOKEN: 's3cret' } });
    expect(found.map(({ server, variables }) => [server.name, variables])).toEqual([
      ['my-files', ['TOKEN', 'LEVEL']],
      ['com.acme/hosted', []],
    ]);
    expect(target('my-files')).toEqual({
      transport: 'stdio',
      command: {
        command: join(folder, 'hosts/run.sh'),
        args: ['/home/ann/docs'],
        env: { TOKEN: 's3cret', LEVEL: 'info' },
        cwd: join(folder, 'hosts'),
      },
    });
    const hosted = found[1]?.instances[0];
    expect(hosted).toMatchObject({
      transport: 'sse',
      address: 'https://acme.example/sse',
      target: { http: { headers: { 'x-key': 's3cret' } } },
    });
    expect(
      JSON.stringify([bySlug['my-files']?.instances[0]?.address, found.map(({ server }) => server)]),
    ).not.toContain('s3cret');
    expect((await read()).target('my-files')).toEqual({
      reason: 'needs-config',
      message: 'mcp.json takes HOME, THE_TOKEN from where nothing is set',
    });
  });

  it('says itself how the server beside it is run', async () => {
    await write({
      'a/package.json': { scripts: { start: 'node .' }, dependencies: SDK },
      'a/mcp.json': { mcpServers: { a: { command: 'deno', args: ['run', 'a.ts'] } } },
    });
    const { found, target } = await read();
    expect(found).toHaveLength(1);
    expect(target('a')).toMatchObject({ command: { command: 'deno' } });
  });
});

describe('server.json', () => {
  const server = aServerJson({
    name: 'com.acme/weather',
    packages: [
      {
        registryType: 'npm',
        identifier: '@acme/weather',
        version: '1.0.0',
        transport: { type: 'stdio' },
        environmentVariables: [{ name: 'KEY' }],
      },
    ],
    remotes: [],
  });

  it('names the server, whose code is run if it is there, else what was published', async () => {
    await write({
      'a/server.json': server,
      'b/server.json': server,
      'b/package.json': { scripts: { start: 'node .' } },
    });
    const { bySlug, target } = await read();
    expect(bySlug.a).toMatchObject({ server: { name: 'com.acme/weather', title: 'Weather' }, variables: ['KEY'] });
    expect(bySlug.a?.instances[0]?.id).toBe('folder-a-package-npm');
    expect(target('a')).toMatchObject({ command: { command: 'npx', args: ['-y', '@acme/weather@1.0.0'] } });
    expect(target('b')).toMatchObject({ command: { command: 'npm' } });
  });
});

it('tells of a folder that is half written, and of the others all the same', async () => {
  await write({
    'bad/package.json': '{ "name": "x", ',
    'bad/mcp.json': { mcpServers: { x: { command: 'x' } } },
    'good/mcp.json': { mcpServers: { y: { command: 'y' } } },
    'long/mcp.json': ' '.repeat(2000),
  });
  const { found, faults } = await read({ config: { sources: { limits: { fileBytes: 1024 } } } });
  expect(found.map(({ slug }) => slug)).toEqual(['y']);
  expect(faults).toMatchObject([
    { origin: join(folder, 'bad'), message: expect.stringMatching(/^bad: package\.json: /) },
    { origin: join(folder, 'long'), message: 'long: mcp.json is longer than 1024 bytes' },
  ]);
  await expect(readFolders(join(folder, 'gone'), { config: ProxyConfig.parse({}), env: {} })).rejects.toThrow('ENOENT');
});
