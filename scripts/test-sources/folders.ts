import { deepEqual, equal, match } from 'node:assert/strict';
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../command.ts';
import type { Check } from './check.ts';
import { eventually, startTestProxy, type TestProxy, whileCalling } from './proxy.ts';

const PACKAGES = join(ROOT, 'node_modules/@modelcontextprotocol');
const PYTHON_SERVER = join(ROOT, 'scripts/test-sources/python-server');

/** A proxy that watches a folder, and a way to write there. */
async function aFolder(
  services: object[] = [],
): Promise<TestProxy & { put(path: string, content: string): Promise<void> }> {
  const proxy = await startTestProxy({ services, sources: { folders: ['servers'] } });
  const put = async (path: string, content: string) => {
    const file = join(proxy.folder, 'servers', path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
  };
  return { ...proxy, put };
}

/** Servers in local folders: real ones from npm, and one in Python. */
export const folderChecks: Check[] = [
  {
    name: 'folders: serves packages by their package.json, server.json, mcp.json and pyproject.toml',
    run: async () => {
      await using proxy = await aFolder([{ name: 'filesystem', args: [ROOT] }]);
      await proxy.put('thinking/server.json', THINKING);
      const servers = join(proxy.folder, 'servers');
      for (const name of ['everything', 'filesystem'])
        await symlink(join(PACKAGES, `server-${name}`), join(servers, name));
      await proxy.put('notes/mcp.json', JSON.stringify({ mcpServers: { memory: MEMORY } }));
      await mkdir(join(servers, 'greeter'));
      for (const file of ['pyproject.toml', 'greeter.py'])
        await copyFile(join(PYTHON_SERVER, file), join(servers, 'greeter', file));

      const answers: [service: string, tool: string, args: object, wanted: RegExp][] = [
        ['everything', 'echo', { message: 'hi' }, /Echo: hi/],
        ['filesystem', 'list_allowed_directories', {}, new RegExp(ROOT.replace(/\/$/, ''))],
        [
          'thinking',
          'sequentialthinking',
          { thought: 'x', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
          /thoughtNumber/,
        ],
        ['memory', 'read_graph', {}, /entities/],
        ['greeter', 'greet', { name: 'Ann' }, /Hello, Ann/],
      ];
      for (const [service, tool, args, wanted] of answers) {
        await eventually(async () => {
          const { status, text } = await proxy.call(service, tool, args);
          deepEqual([status, service], [200, service], text);
          match(text, wanted);
        });
      }
      equal((await proxy.service('memory'))?.inCatalog, false);
      return `${answers.length} servers answered`;
    },
  },
  {
    name: 'folders: loses no call when a file is half written, gone for a moment, or says something else',
    run: async () => {
      await using proxy = await aFolder();
      await symlink(join(PACKAGES, 'server-everything'), join(proxy.folder, 'everything'));
      const everything = (args: string[]) =>
        JSON.stringify({
          mcpServers: { everything: { command: process.execPath, args: ['../../everything/dist/index.js', ...args] } },
        });
      await proxy.put('mine/mcp.json', everything([]));
      await eventually(async () => equal((await proxy.call('everything', 'echo', { message: 'hi' })).status, 200));
      const calls = await whileCalling(
        () => proxy.call('everything', 'echo', { message: 'hi' }),
        async () => {
          await proxy.put('mine/mcp.json', '{ "mcpServers": {');
          await eventually(async () => match((await proxy.source('folder'))?.error ?? '', /mine: mcp\.json: /));
          await proxy.put('mine/mcp.json', everything(['stdio']));
          await eventually(async () => equal((await proxy.source('folder'))?.error, null));
          await rm(join(proxy.folder, 'servers/mine'), { recursive: true });
          await eventually(async () => equal((await proxy.service('everything'))?.instances.length, 1));
          await proxy.put('mine/mcp.json', everything(['stdio']));
          await eventually(async () => equal((await proxy.service('everything'))?.instances[0]?.health, 'healthy'));
        },
      );
      return `${calls} calls, none lost`;
    },
  },
];

const MEMORY = {
  command: process.execPath,
  args: [join(PACKAGES, 'server-memory/dist/index.js')],
  env: { MEMORY_FILE_PATH: '/dev/null' },
};

const THINKING = JSON.stringify({
  name: 'io.github.modelcontextprotocol/server-sequential-thinking',
  description: 'Thinks step by step',
  version: '2026.8.31',
  packages: [
    {
      registryType: 'npm',
      identifier: '@modelcontextprotocol/server-sequential-thinking',
      version: '2026.8.31',
      transport: { type: 'stdio' },
    },
  ],
});
