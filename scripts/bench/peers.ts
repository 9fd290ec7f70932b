import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ROOT } from '../command.ts';
import { installPackages } from '../conformance/install.ts';
import { CONNECTIONS, type Contender, type Place } from './contender.ts';
import { HUB_REST, sessionCall, statelessCall } from './ways.ts';

const PEERS = join(ROOT, 'scripts', 'bench', 'peers');
const PACKAGES = join(PEERS, 'node_modules');
const LOOPBACK = fileURLToPath(new URL('../interop/loopback.mjs', import.meta.url));

/** Installs other people's gateways, which have a lock of their own: 40 MB. Gives their versions. */
export async function installPeers(): Promise<Record<string, string>> {
  await installPackages(PEERS, 'the peers', ['--ignore-scripts', '--omit=optional']);
  const { dependencies } = Peers.parse(JSON.parse(await readFile(join(PEERS, 'package.json'), 'utf8')));
  return dependencies;
}

const Peers = z.object({ dependencies: z.record(z.string(), z.string()) });

/** It starts its server over stdio, and serves both eras. */
const mcpProxy: Contender = {
  name: 'mcp-proxy',
  calls: [
    { name: 'stateless', request: statelessCall('/mcp') },
    { name: 'session of 2025', request: sessionCall('/mcp') },
  ],
  lists: [],
  connections: CONNECTIONS,
  prepare: async ({ port, stdioUpstream }: Place) => [
    process.execPath,
    join(PACKAGES, 'mcp-proxy', 'dist', 'bin', 'mcp-proxy.mjs'),
    ...['--host', '127.0.0.1', '--port', String(port), '--server', 'stream', '--', ...stdioUpstream],
  ],
};

/** It connects to its server over HTTP, and is called over REST: its own MCP endpoint knows the SSE of 2024 alone. */
const mcpHub: Contender = {
  name: 'mcp-hub',
  calls: [{ name: 'REST', request: HUB_REST }],
  lists: [],
  connections: CONNECTIONS,
  prepare: async ({ port, folder, upstream }: Place) => {
    const config = join(folder, 'mcp-hub.json');
    await writeFile(config, JSON.stringify({ mcpServers: { ten: { url: `${upstream}/ten` } } }));
    const program = join(PACKAGES, 'mcp-hub', 'dist', 'cli.js');
    return [process.execPath, '--import', LOOPBACK, program, '--port', String(port), '--config', config];
  },
};

/** Those that people use today. */
export const PEER_CONTENDERS = [mcpProxy, mcpHub];
