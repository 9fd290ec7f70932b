import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { STDIO_SERVER } from '../../proxy/mcp/doors/testing.ts';
import { ROOT } from '../command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stdio-'));
  await mkdir(join(folder, 'snapshot'));
  const entries = [anEntry({ server: { name: 'com.example/words', remotes: [] }, listing: { alias: 'words' } })];
  const snapshot = takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries });
  for (const [path, bytes] of encodeSnapshot(snapshot)) await writeFile(join(folder, 'snapshot', path), bytes);
  const instances = [{ id: 'one', transport: 'stdio', command: process.execPath, args: ['-e', STDIO_SERVER] }];
  await writeConfig('words', { snapshot: 'snapshot', services: [{ name: 'words', use: 'package', instances }] });
  await writeConfig('fresh', { snapshot: 'nowhere', services: [{ name: 'everything', use: 'package' }] });
});
afterAll(() => rm(folder, { recursive: true }));

function writeConfig(name: string, config: object): Promise<void> {
  return writeFile(join(folder, `${name}.json`), JSON.stringify(config));
}

/** As a host starts us: the main job with `--stdio`, or the package's command from a folder of the host's. */
const started = (config: string, ...args: string[]) => ({
  command: process.execPath,
  args: ['--import', 'tsx', 'scripts/start.ts', '--stdio', '--config', join(folder, `${config}.json`), ...args],
  cwd: ROOT,
  stderr: 'pipe' as const,
});
const installed = (config: string, ...args: string[]) => ({
  ...started(config),
  args: [join(ROOT, 'scripts/start/stdio.mjs'), '--config', join(folder, `${config}.json`), ...args],
  cwd: folder,
});

describe.concurrent('over stdio', { timeout: 60_000 }, () => {
  it('serves all services to a client of the newer SDK, and leaves no process behind', async ({ expect }) => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const transport = new StdioClientTransport(started('words'));
    await client.connect(transport);
    const call = (tool: string, args = {}) =>
      client.callTool({ name: 'call_tool', arguments: { service: 'words', tool, args } });
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect((await call('echo', { message: 'hi' })).content).toEqual([{ type: 'text', text: 'hi' }]);
    const { content } = await call('pid');
    const pids = [transport.pid ?? 0, Number((content as { text: string }[])[0]?.text)];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await client.close();
    await expect.poll(() => pids.map(isAlive), { timeout: 4000 }).toEqual([false, false]);
  });

  it('serves one service to a client of the older SDK, as the package’s command', async () => {
    const client = new OldClient({ name: 'test', version: '1' });
    await client.connect(new OldTransport(installed('words', '--service', 'words')));
    expect(client.getServerVersion()).toMatchObject({ name: 'stdio' });
    expect((await client.callTool({ name: 'echo', arguments: { message: 'hi' } })).content).toEqual([
      { type: 'text', text: 'hi' },
    ]);
    await client.close();
  });

  it('answers before it has a snapshot, and makes one of the catalog', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const transport = new StdioClientTransport(started('fresh'));
    let log = '';
    transport.stderr?.on('data', (text) => {
      log += text;
    });
    await client.connect(transport);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('call_tool');
    const { structuredContent } = await client.callTool({ name: 'list_available_tools', arguments: {} });
    expect(structuredContent).toMatchObject({ total: 13 });
    expect(log).toContain('there is no snapshot: making one of the catalog');
    await client.close();
  });

  it('says in a tool’s result what is wrong with the catalog', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport(started('fresh', '--catalog', join(folder, 'no-catalog'))));
    const result = await client.callTool({ name: 'list_available_tools', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^The catalog cannot be read: /) }],
    });
    await client.close();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
