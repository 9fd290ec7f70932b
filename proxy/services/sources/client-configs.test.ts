import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProxyConfig } from '../../config.ts';
import { clients } from './client-configs/clients.ts';
import { userFiles } from './client-configs/config-files.ts';
import { FILES, KEYS, PLANTED, secretsIn, writeAll, writeHome } from './client-configs/testing-home.ts';
import { clientConfigs, readClientConfigs } from './client-configs.ts';
import { slugOf } from './slug.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});
afterEach(() => rm(home, { recursive: true }));

async function read(
  where: 'user' | string[] = 'user',
  { env = {}, config = {} }: { env?: NodeJS.ProcessEnv; config?: object } = {},
) {
  const around = { config: ProxyConfig.parse(config), folder: home, env, home };
  const { found, faults } = await readClientConfigs(where, around);
  const target = (slug: string) => found.find((one) => one.slug === slug)?.instances[0]?.target;
  return { found, faults, target };
}

describe('the configurations of a user', () => {
  it('are known for every client, and list what is switched on', async () => {
    await writeHome(home);
    const { found, faults } = await read();
    expect(faults).toEqual([]);
    const slugs = KEYS.map((key) => slugOf(key.split('/').at(-1) ?? key));
    expect(found.map(({ slug }) => slug).sort()).toEqual(slugs.sort());
    const files = await userFiles({ home, env: {} });
    const named = new Set(files.flatMap(({ client }) => client.name.split(', ')));
    expect(clients.filter(({ name }) => !named.has(name))).toEqual([]);
  });

  it('give what it takes to call, and secrets stand nowhere else', async () => {
    await writeHome(home);
    const { found, target } = await read('user', { env: { ACME_KEY: 'k', ACME_BEARER: 'b' } });
    expect(target('desktop')).toMatchObject({
      command: {
        command: 'npx',
        args: ['-y', '@acme/weather@1.2.0', '--api-key=planted-argument-s3cr3t'],
        env: { ACME_KEY: 'planted-env-s3cr3t' },
        cwd: home,
      },
    });
    expect(target('code-project')).toMatchObject({ command: { cwd: '/home/ann/private/plans' } });
    expect(target('gemini-http')).toMatchObject({ transport: 'streamable-http' });
    expect(target('gemini-sse')).toMatchObject({
      transport: 'sse',
      http: { headers: { Authorization: 'Bearer planted-header-s3cr3t' } },
    });
    expect(target('codex-http')).toMatchObject({ http: { headers: { Authorization: 'Bearer b' } } });
    expect(target('opencode')).toMatchObject({
      command: { command: 'bunx', args: ['@acme/open@2', '--password', 'hunter2'] },
    });
    expect(target('opencode-remote')).toMatchObject({ http: { headers: { 'X-Key': 'k' } } });
    expect(target('continue')).toMatchObject({ command: { env: { ACME_KEY: 'k' } } });
    expect(target('zed')).toMatchObject({ command: { command: 'docker' } });
    expect(target('goose')).toEqual({
      reason: 'needs-config',
      message: 'config.yaml takes OTHER_KEY from where nothing is set',
    });
    expect(target('vscode')).toEqual({
      reason: 'needs-config',
      message: 'mcp.json takes acme-key from where nothing is set',
    });
    const bundle = join(home, '.config/Claude/Claude Extensions/ant.acme.weather');
    expect(target('acme-weather')).toMatchObject({
      command: {
        args: [`${bundle}/server.js`, '/home/ann/a', '/home/ann/b'],
        env: { KEY: 'planted-env-s3cr3t' },
        cwd: bundle,
      },
    });
    const shown = found.map(({ instances, ...said }) => [said, instances.map(({ target: _target, ...spec }) => spec)]);
    expect(secretsIn(JSON.stringify(shown))).toEqual([]);
    expect(secretsIn(JSON.stringify(found))).not.toEqual([]);
  });

  it('stand elsewhere on other systems', async () => {
    const bundle = 'Claude/Claude Extensions/x/manifest.json';
    await writeAll(home, {
      'Library/Application Support/Claude/claude_desktop_config.json': '{}',
      'Library/Application Support/Code/User/mcp.json': '{}',
      '.config/goose/config.yaml': '',
      'AppData/Roaming/Block/goose/config/config.yaml': '',
      'AppData/Roaming/Zed/settings.json': '{}',
      [`AppData/Roaming/${bundle}`]: '{}',
      'elsewhere/mcp-config.json': '{}',
    });
    const on = async (system: NodeJS.Platform, env = {}) =>
      (await userFiles({ home, env, system })).map(({ client }) => client.name);
    expect(await on('darwin')).toEqual(['Claude Desktop', 'VS Code', 'Goose']);
    expect(await on('win32')).toEqual(['Claude Desktop extensions', 'Zed', 'Goose']);
    expect(await on('linux', { COPILOT_HOME: join(home, 'elsewhere') })).toEqual(['Copilot CLI', 'Goose']);
  });

  it('tell where they are broken, and go on with all else', async () => {
    await writeAll(home, {
      '.cursor/mcp.json': '{ "mcpServers": {\n  "a": { "command": "hunter2" \n "b"',
      '.codex/config.toml': 'model = "x"\n[mcp_servers.a\ncommand = "hunter2"',
      '.config/goose/config.yaml': 'extensions:\n  a: { cmd: [hunter2\n b: }\n',
      '.continue/config.yaml': 'mcpServers: &a [*b]\n',
      '.kiro/settings/mcp.json':
        '{ "mcpServers": {\n  "bad": { "command": "x",\n    "args": "hunter2" },\n  "neither": {},\n  "good": { "command": "y" } } }',
      '.lmstudio/mcp.json': '[]',
      '.gemini/settings.json': '',
      '.config/amp/settings.json': ' '.repeat(3000),
      '.claude.json': '['.repeat(2000),
    });
    const { found, faults } = await read('user', { config: { sources: { limits: { configBytes: 2048 } } } });
    expect(found.map(({ slug }) => slug)).toEqual(['good']);
    expect(faults.map(({ message }) => message.replace(`${home}/`, '')).sort()).toEqual([
      expect.stringMatching(/^\.claude\.json:1:\d+ it is no JSON|^\.claude\.json:1:1 it nests too deep/),
      expect.stringMatching(/^\.codex\/config\.toml:2:\d+ it is no TOML from here on$/),
      '.config/amp/settings.json:1:1 it is longer than 2048 bytes',
      expect.stringMatching(/^\.config\/goose\/config\.yaml:[23]:\d+ it is no YAML from here on$/),
      expect.stringMatching(/^\.continue\/config\.yaml:1:\d+ it/),
      expect.stringMatching(/^\.cursor\/mcp\.json:3:2 it is no JSON from here on$/),
      expect.stringMatching(/^\.gemini\/settings\.json:1:1 it is/),
      '.kiro/settings/mcp.json:3:5 "args" is not of the right kind',
      '.kiro/settings/mcp.json:4:3 it has neither a command nor an address',
      '.lmstudio/mcp.json:1:1 it is no object with servers in it',
    ]);
    expect(secretsIn(JSON.stringify(faults))).toEqual([]);
  });
});

describe('configurations that are named', () => {
  it('are files, told by their place or by their keys, or folders of projects', async () => {
    await writeAll(home, {
      'work/.vscode/mcp.json': `{ "servers": { "code": { "command": "\${workspaceFolder}/x" } } }`,
      'work/all.code-workspace':
        '{ "folders": [], "settings": { "mcp": { "servers": { "workspace": { "url": "http://127.0.0.1:1/mcp" } } } } }',
      'work/.mcp.json':
        '{ "mcpServers": { "shared": { "command": "s" } }, "servers": { "studio": { "command": "v" } } }',
      'work/.gemini/settings.json': '{ "mcpServers": { "gemini": { "url": "http://127.0.0.1:1/sse" } } }',
      'work/.continue/mcpServers/one.yaml': 'mcpServers:\n  - name: one\n    command: o\n',
      'some.json':
        '{ "context_servers": { "any": { "command": "./a" } }, "mcp": { "inputs": [], "servers": { "code-2": { "command": "c" } } } }',
    });
    const { found, faults, target } = await read(['work', 'some.json', 'work/.gemini/settings.json', 'gone.json']);
    expect(found.map(({ slug }) => slug).sort()).toEqual([
      'any',
      'code',
      'code-2',
      'gemini',
      'one',
      'shared',
      'studio',
      'workspace',
    ]);
    expect(target('code')).toMatchObject({ command: { command: join(home, 'work/x'), cwd: join(home, 'work') } });
    expect(target('gemini')).toMatchObject({ transport: 'sse' });
    expect(target('any')).toMatchObject({ command: { command: join(home, 'a') } });
    expect(faults).toEqual([
      { origin: join(home, 'gone.json'), message: `${home}/gone.json: there is no such file or folder` },
    ]);
  });

  it('of OpenCode may have a server called "servers", and the same name in both of its lists', async () => {
    const hosted = (port: number) => ({ type: 'remote', url: `http://127.0.0.1:${port}/mcp` });
    const mcp = { timeout: 5000, same: hosted(1), servers: { type: 'local', command: ['bunx', 'named-so'] } };
    await writeAll(home, {
      'one/opencode.json': JSON.stringify({ mcp }),
      'two/opencode.json': JSON.stringify({ mcp: { same: hosted(1), servers: { same: hosted(1) } } }),
    });
    expect((await read(['one'])).faults).toEqual([]);
    expect((await read(['one'])).found.map(({ slug }) => slug).sort()).toEqual(['same', 'servers']);
    expect((await read(['two'])).found.map(({ slug }) => slug)).toEqual(['same']);
  });

  it('start one process for what several clients list alike', async () => {
    const text = '{ "mcpServers": { "same": { "command": "x" } } }';
    await writeAll(home, { 'a.json': text, 'b.json': text, 'c.json': text.replace('"x"', '"y"') });
    expect((await read(['a.json', 'b.json', 'c.json'])).found).toHaveLength(2);
  });
});

it('looks nowhere unasked, nor in a proxy that a proxy started from such a list', async () => {
  await mkdir(join(home, 'x'));
  const places = (sources: object, env = {}) =>
    clientConfigs.places({ config: ProxyConfig.parse({ sources }), folder: home, env });
  expect(places({})).toEqual([]);
  const [place] = places({ clientConfigs: ['x'] });
  expect(await place?.read(AbortSignal.timeout(1000))).toEqual({ found: [], faults: [] });
  expect(places({ clientConfigs: ['x'] }, { MCP_REGISTRY_STARTED_BY: 'client-configs' })).toEqual([]);
  expect(Object.keys(FILES).length).toBeGreaterThanOrEqual(clients.length);
});

it('has a search for secrets that finds them in every form', () => {
  for (const secret of PLANTED) {
    for (const before of ['', 'x', 'xy'])
      expect(secretsIn(Buffer.from(`${before}${secret} and more`).toString('base64'))).toContain(secret);
    expect(secretsIn(`https://example.com/?key=${encodeURIComponent(secret)}`)).toContain(secret);
  }
});
