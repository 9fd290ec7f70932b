import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../command.ts';
import type { Check } from './check.ts';
import { eventually, startTestProxy } from './proxy.ts';

const MEMORY = join(ROOT, 'node_modules/@modelcontextprotocol/server-memory/dist/index.js');

/** What clients list, in their own words, with a real server. */
export const clientConfigChecks: Check[] = [
  {
    name: 'client configurations: serve what they list, follow changes, and tell no value of a variable',
    run: async () => {
      await using proxy = await startTestProxy({
        sources: { clientConfigs: ['project'], refresh: { clientConfigsMs: 100, retryMs: 100 } },
      });
      const write = async (path: string, text: string) => {
        const file = join(proxy.folder, 'project', path);
        await mkdir(join(file, '..'), { recursive: true });
        await writeFile(file, text);
      };
      const env = { MEMORY_FILE_PATH: '/dev/null', TOKEN: 'planted-s3cr3t' };
      await write('.codex/config.toml', `[mcp_servers.notes]\ncommand = "${process.execPath}"\nargs = ["${MEMORY}"]\n`);
      const server = { command: process.execPath, args: [MEMORY], env };
      await write('.vscode/mcp.json', `{ /* mine */ "servers": { "graph": ${JSON.stringify(server)}, } }`);
      for (const service of ['notes', 'graph'])
        await eventually(async () => equal((await proxy.call(service, 'read_graph')).status, 200));
      await write('.codex/config.toml', '[mcp_servers.notes\n');
      await eventually(async () =>
        match((await proxy.source('client'))?.error ?? '', /config\.toml:1:\d+ it is no TOML from here on$/),
      );
      equal((await proxy.call('notes', 'read_graph')).status, 200);
      const shown = await Promise.all(
        ['/health', '/api/services', '/api/services/graph'].map(async (path) => (await fetch(proxy.url + path)).text()),
      );
      deepEqual(
        shown.filter((text) => text.includes(env.TOKEN)),
        [],
      );
      return 'TOML and JSON with comments, a broken file spoils no other';
    },
  },
];
