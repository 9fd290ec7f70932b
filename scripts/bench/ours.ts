import { join } from 'node:path';
import { ROOT } from '../command.ts';
import { CONNECTIONS, type Contender } from './contender.ts';
import { writeProxyConfig } from './proxy-config.ts';
import { metaCall, OUR_REST, sessionCall, statelessCall, type Way, wholeList } from './ways.ts';

/** How our proxy is called; the first is the one that most calls take. */
export const OUR_WAYS: Way[] = [
  { name: 'forwarded', request: statelessCall('/mcp/ten') },
  { name: 'session of 2025', request: sessionCall('/mcp/ten') },
  { name: 'call_tool', request: metaCall() },
  { name: 'REST', request: OUR_REST },
];

/** Our proxy as it is shipped. */
export const bundled: Contender = {
  name: 'our proxy',
  calls: OUR_WAYS,
  lists: [
    { name: '10 tools, /mcp/{service}', request: wholeList('/mcp/ten', 'ten') },
    { name: '10 tools, /mcp/all', request: wholeList('/mcp/all', 'ten') },
  ],
  connections: CONNECTIONS,
  prepare: async ({ programs, ...place }) => [
    process.execPath,
    join(programs, 'proxy.mjs'),
    ...(await settings(place)),
  ],
};

/** The same in front of a service of 500 tools. */
export const bundledOfMany: Contender = {
  ...bundled,
  name: 'our proxy, 500 tools',
  calls: [],
  lists: [
    { name: '500 tools, /mcp/{service}', request: wholeList('/mcp/many', 'many') },
    { name: '500 tools, /mcp/all', request: wholeList('/mcp/all', 'many') },
  ],
  prepare: async ({ programs, ...place }) => [
    process.execPath,
    join(programs, 'proxy.mjs'),
    ...(await settings(place, 'many')),
  ],
};

/** The same from its sources, as `npm start` runs it. */
export const fromSources: Contender = {
  ...bundled,
  name: 'our proxy under tsx',
  lists: [],
  connections: [16],
  prepare: async (place) => [
    process.execPath,
    '--import',
    'tsx',
    join(ROOT, 'proxy', 'main.ts'),
    ...(await settings(place)),
  ],
};

/** The same with more than one process, where the proxy knows how. */
export const withWorkers: Contender = {
  ...bundled,
  name: 'our proxy, --workers 2',
  calls: OUR_WAYS.slice(0, 2),
  lists: [],
  hasWorkers: true,
  spreads: true,
  prepare: async (place) => [...((await bundled.prepare?.(place)) ?? []), '--workers', '2'],
};

async function settings(
  { port, upstream, folder }: { port: number; upstream: string; folder: string },
  service = 'ten',
): Promise<string[]> {
  const config = await writeProxyConfig(folder, service, `${upstream}/${service}`);
  return ['--config', config, '--host', '127.0.0.1', '--port', String(port)];
}
