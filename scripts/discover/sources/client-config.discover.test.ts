import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverSchemaFaults } from '../../../catalog/server-schema.ts';
import {
  KEYS,
  PLANTED,
  secretsIn,
  writeAll,
  writeHome,
} from '../../../proxy/services/sources/client-configs/testing-home.ts';
import { clientConfig } from './client-config.ts';
import { lookWith } from './testing-around.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});
afterEach(() => rm(home, { recursive: true }));

/** What is found of one server with this configuration. */
async function found(server: object, beside: object = {}) {
  await writeAll(home, { '.cursor/mcp.json': JSON.stringify({ mcpServers: { 'My server': server }, ...beside }) });
  const { finds } = await lookWith(clientConfig, { home });
  const [find] = finds;
  if (!find) throw new Error('nothing was found');
  return find;
}

describe('the home of somebody with every client', () => {
  it('gives a find for every server, each in the words of a server.json, and none of their secrets', async () => {
    await writeHome(home);
    const { finds, faults } = await lookWith(clientConfig, { home });
    expect(faults).toEqual([]);
    expect(finds).toHaveLength(KEYS.length);
    expect(secretsIn(JSON.stringify(finds))).toEqual([]);
    expect(JSON.stringify(finds)).not.toMatch(/private|\/home\/ann/);
    for (const { where } of finds) expect(where).toMatch(/^~\/.+(:\d+:\d+|manifest\.json)$/);
    for (const { server } of finds) {
      const whole = { description: 'What is not known yet', version: '1.0.0', ...server };
      expect(serverSchemaFaults(whole), JSON.stringify(server)).toEqual([]);
    }
    const names = finds.map(({ server }) => server.name);
    expect([...new Set(names)].sort()).toEqual(
      [
        'com.acme.example.mcp/mcp',
        'io.github.acme/goose-server',
        'io.github.acme/vscode',
        'local/acme-weather',
        'local/cursor',
        'local/vscode-local',
        'npm.acme/open',
        'npm.acme/weather',
        'npm/acme-notes',
        'io.ghcr.acme/weather',
        'pypi/acme-weather',
      ]
        .map((name) => name.replace('com.acme.example.mcp', 'example.acme.mcp'))
        .sort(),
    );
  });

  it('tells broken files by their places, without a word of theirs', async () => {
    await writeAll(home, {
      '.cursor/mcp.json': `{ "mcpServers": {\n "a": { "command": "${PLANTED[0]}" \n "b"`,
      '.kiro/settings/mcp.json': `{ "mcpServers": {\n "bad": { "env": "${PLANTED[0]}" }, "good": { "command": "npx", "args": ["x-mcp@1.0.0"] } } }`,
    });
    const { finds, faults } = await lookWith(clientConfig, {
      home,
      config: { sources: { clientConfigs: ['gone.json'] } },
    });
    expect(finds.map(({ server }) => server.name)).toEqual(['npm/x-mcp']);
    expect(faults).toEqual([
      '~/.cursor/mcp.json: 3:2 it is no JSON from here on',
      '~/.kiro/settings/mcp.json: 2:11 "env" is not of the right kind',
      '~/gone.json: there is no such file or folder',
    ]);
    expect(secretsIn(JSON.stringify(faults))).toEqual([]);
  });
});

describe('a process', () => {
  it.each<[string, string[], object]>([
    ['npx', ['-y', '@acme/weather@1.2.0'], { registryType: 'npm', identifier: '@acme/weather', version: '1.2.0' }],
    ['cmd', ['/c', 'npx', '-y', 'weather'], { registryType: 'npm', identifier: 'weather' }],
    ['npx -y weather@latest', [], { registryType: 'npm', identifier: 'weather' }],
    [
      'C:\\node\\npx.cmd',
      ['--package=weather@2.0.1', 'weather-mcp'],
      { registryType: 'npm', identifier: 'weather', version: '2.0.1' },
    ],
    ['pnpm', ['dlx', 'weather@3.0.0'], { registryType: 'npm', identifier: 'weather', version: '3.0.0' }],
    ['env', ['KEY=hunter2', 'bunx', 'weather@^3'], { registryType: 'npm', identifier: 'weather' }],
    ['uvx', ['weather-mcp==0.4.2'], { registryType: 'pypi', identifier: 'weather-mcp', version: '0.4.2' }],
    [
      'uv',
      ['tool', 'run', '--python', '3.12', '--from', 'weather[cli]@1.0', 'serve'],
      { registryType: 'pypi', identifier: 'weather', version: '1.0' },
    ],
    ['pipx', ['run', 'weather>=2'], { registryType: 'pypi', identifier: 'weather' }],
    ['dnx', ['Acme.Weather@1.0.0', '--yes'], { registryType: 'nuget', identifier: 'Acme.Weather', version: '1.0.0' }],
    [
      'dotnet',
      ['tool', 'exec', 'Acme.Weather', '--version', '1.1.0', '--yes'],
      { registryType: 'nuget', identifier: 'Acme.Weather', version: '1.1.0' },
    ],
  ])('by %s %j is a package', async (command, args, pkg) => {
    const { server, flags = [], isLocal } = await found({ command, args });
    expect(server.packages).toEqual([{ ...pkg, transport: { type: 'stdio' } }]);
    expect(flags.map(({ code }) => code)).toEqual('version' in pkg ? [] : ['version-unpinned']);
    expect(isLocal).toBeUndefined();
  });

  it.each<[string, string[]]>([
    ['node', ['/home/ann/server.js', 'hunter2']],
    ['python', ['-m', 'weather']],
    ['bash', ['-c', 'KEY=hunter2 npx weather']],
    ['npx', ['--token', 'hunter2', 'weather']],
    ['npx', ['--registry', 'https://ann:hunter2@npm.corp.example', 'weather']],
    ['uvx', ['--index-url', 'https://ann:hunter2@pypi.corp.example', 'weather']],
    ['uv', ['run', '--directory', '/home/ann/x', 'serve']],
    ['docker', ['run', '--unknown', 'hunter2', 'weather']],
    ['docker', ['compose', 'up']],
    ['npx', ['./server.js']],
    ['', ['x']],
  ])('by %s %j is told of by its key alone', async (command, args) => {
    const { server, isLocal } = await found({ command: command || './x', args });
    expect(server).toEqual({ name: 'local/my-server' });
    expect(isLocal).toBe(true);
  });

  it('in a container is an image, with the names of its variables, and places for what is the user’s own', async () => {
    const args = [
      'run',
      '-i',
      '--rm',
      '-e',
      'ACME_KEY',
      '--env=ACME_URL=http://hunter2',
      '-v',
      '/home/ann:/data',
      '--network',
      'host',
      '-p',
      '8080:80',
      'ghcr.io/acme/weather:1.2',
      'stdio',
      '--level=debug',
      '--root',
      '/data',
    ];
    const { server, flags } = await found({ command: 'docker', args, env: { ACME_KEY: 'hunter2' } });
    expect(server).toEqual({
      name: 'io.ghcr.acme/weather',
      packages: [
        {
          registryType: 'oci',
          identifier: 'ghcr.io/acme/weather:1.2',
          runtimeArguments: [
            { type: 'named', name: '-v', valueHint: 'value', isRequired: true },
            { type: 'named', name: '--network', value: 'host' },
            { type: 'named', name: '-p', value: '8080:80' },
          ],
          packageArguments: [
            { type: 'positional', value: 'stdio' },
            { type: 'named', name: '--level', value: 'debug' },
            { type: 'named', name: '--root', valueHint: 'path', isRequired: true, format: 'filepath' },
          ],
          environmentVariables: [{ name: 'ACME_KEY', isSecret: true }, { name: 'ACME_URL' }],
          transport: { type: 'stdio' },
        },
      ],
    });
    expect(flags).toBeUndefined();
    expect((await found({ command: 'docker', args: ['run', 'registry.local:5000/x:1'] })).isLocal).toBe(true);
    expect((await found({ command: 'docker', args: ['run', 'mcp/time'] })).flags).toMatchObject([
      { code: 'version-unpinned' },
    ]);
  });

  it('keeps of its arguments what says nothing of its user', async () => {
    const args = [
      'weather@1.0.0',
      '--port',
      '8080',
      '--api-key',
      'abc',
      '-phunter2',
      '--city=Paris',
      'https://acme.example/x',
      '~/notes',
      '--header',
      'X-Key: hunter2',
      '--verbose',
      '--',
      'kX9v2mQ4tR7wZ1pL8sN3',
    ];
    const { server, flags } = await found({ command: 'npx', args });
    expect(server.packages).toMatchObject([
      {
        packageArguments: [
          { type: 'named', name: '--port', value: '8080' },
          { type: 'named', name: '--api-key', isSecret: true },
          { type: 'positional', isSecret: true },
          { type: 'named', name: '--city', valueHint: 'value' },
          { type: 'positional', valueHint: 'url' },
          { type: 'positional', valueHint: 'path' },
          { type: 'named', name: '--header', isSecret: true },
          { type: 'named', name: '--verbose' },
          { type: 'positional', isSecret: true },
        ],
      },
    ]);
    expect(flags?.map(({ pointer }) => pointer.split('/').at(-1))).toEqual(['1', '2', '6', '8']);
    expect(JSON.stringify(server)).not.toMatch(/hunter2|abc|Paris|acme\.example|notes|kX9v/);
  });
});

describe('a remote', () => {
  it('has its address without what is the user’s own, and headers by name', async () => {
    const url =
      'https://ann:hunter2@mcp.acme.example/v1/s/kX9v2mQ4tR7wZ1pL8sN3/mcp?api_key=hunter2&mode=fast&hunter2#hunter2';
    const { server, flags } = await found({
      url,
      headers: { Authorization: 'Bearer hunter2', 'X-Region': 'eu', Accept: '*/*' },
    });
    expect(server).toEqual({
      name: 'example.acme.mcp/v1-s-mcp',
      remotes: [
        {
          type: 'streamable-http',
          url: 'https://mcp.acme.example/v1/s/{key}/mcp?api_key={api_key}&mode={mode}&{query}',
          headers: [{ name: 'Authorization', isSecret: true }, { name: 'X-Region' }],
          variables: {
            key: { isRequired: true, isSecret: true },
            api_key: { isRequired: true, isSecret: true },
            mode: { isRequired: true, isSecret: true },
            query: { isRequired: true, isSecret: true },
          },
        },
      ],
    });
    expect(flags).toMatchObject([{ code: 'secret-dropped', pointer: '/remotes/0/url' }]);
  });

  it('keeps variables as variables, with what its client asks for', async () => {
    const inputs = [{ id: 'site', type: 'promptString', description: 'Your site', password: false }];
    const find = await found({ url: `https://\${input:site}.acme.example/mcp?key=\${env:ACME_KEY}` }, { inputs });
    expect(find.server.remotes).toEqual([
      {
        type: 'streamable-http',
        url: 'https://{site}.acme.example/mcp?key={ACME_KEY}',
        variables: { site: { description: 'Your site' }, ACME_KEY: { isSecret: true } },
      },
    ]);
  });

  it('of this machine is local, and one behind mcp-remote is one', async () => {
    expect(await found({ url: 'http://127.0.0.1:3000/mcp' })).toMatchObject({
      isLocal: true,
      server: { name: 'local/my-server' },
    });
    const args = ['-y', 'mcp-remote@latest', 'https://mcp.acme.example/sse', '--header', 'X-Key: hunter2'];
    expect((await found({ command: 'npx', args })).server).toEqual({
      name: 'example.acme.mcp/sse',
      remotes: [
        { type: 'streamable-http', url: 'https://mcp.acme.example/sse', headers: [{ name: 'X-Key', isSecret: true }] },
      ],
    });
  });

  it('with a secret for a host is told of without it', async () => {
    const find = await found({ url: 'https://kX9v2mQ4tR7wZ1pL8sN3.acme.example/mcp' });
    expect(find).toMatchObject({
      server: { name: 'local/my-server' },
      isLocal: true,
      flags: [{ code: 'secret-dropped' }],
    });
    expect(JSON.stringify(find)).not.toContain('kX9v');
  });
});
