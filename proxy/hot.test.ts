import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { call, child, modern, open, post } from './mcp/testing.ts';
import { type RunningProxy, startProxy } from './server.ts';
import { snapshotFiles } from './services/testing-snapshot.ts';
import { legacyServer, modernServer, type TestInstance, type TestServer } from './testing.ts';

/** Waits for what is to come, on a busy machine too. */
const eventually = (look: () => unknown) => vi.waitFor(look, { timeout: 10_000, interval: 20 });

/** What changes while the proxy runs: its configuration, its snapshot, a folder of servers. */
let folder: string;
let proxy: RunningProxy;
const servers: TestServer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hot-'));
  await writeSnapshot(['s', 't']);
});
afterEach(async () => {
  await proxy.close();
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function writeSnapshot(aliases: string[]): Promise<void> {
  await mkdir(join(folder, 'snapshot'), { recursive: true });
  const files = [...snapshotFiles(aliases)];
  for (const [path, bytes] of files) await writeFile(join(folder, 'snapshot', path), bytes);
}

const FILE = () => join(folder, 'proxy.config.json');

async function write(services: Record<string, TestInstance[]>, over: Record<string, unknown> = {}): Promise<void> {
  const { sources, ...rest } = over;
  const refresh = { configMs: 20, snapshotMs: 20, foldersMs: 20, retryMs: 20, lingerMs: 200 };
  const config = {
    snapshot: 'snapshot',
    services: Object.entries(services).map(([name, instances]) => ({
      name,
      use: 'package',
      instances: instances.map(({ transport = 'streamable-http', url, command, args }, index) => ({
        id: `i${index}`,
        transport,
        ...(url ? { url } : { command, args }),
      })),
    })),
    sources: { refresh, ...(typeof sources === 'object' ? sources : {}) },
    ...rest,
  };
  await writeFile(FILE(), JSON.stringify(config));
}

async function start(): Promise<void> {
  const { config, problems } = await loadConfig(FILE());
  if (!config) throw new Error(JSON.stringify(problems));
  proxy = await startProxy({ config, folder, file: FILE(), port: 0, log: createLog('silent') });
  await proxy.ready;
}

async function aServer(kind: typeof legacyServer): Promise<TestServer> {
  const server = await kind();
  servers.push(server);
  return server;
}

async function rest(service: string, tool: string, args: object = {}) {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tool, args }),
  };
  const answer = await fetch(`${proxy.url}/api/services/${service}/call`, init);
  return { status: answer.status, body: z.looseObject({ code: z.string().optional() }).parse(await answer.json()) };
}

const Sources = z.object({
  sources: z.array(z.object({ name: z.string(), ok: z.boolean(), found: z.int(), error: z.string().nullable() })),
});

async function source(name: string) {
  const { sources } = Sources.parse(await (await fetch(`${proxy.url}/health`)).json());
  return sources.find((one) => one.name.startsWith(name));
}

/** Calls again and again until it is told to stop; gives how many there were, and those that were lost. */
function keepCalling(each: () => Promise<{ status: number }>) {
  let isOver = false;
  const lost: unknown[] = [];
  let calls = 0;
  const caller = async () => {
    while (!isOver) {
      calls += 1;
      const answer = await each().catch((error: unknown) => ({ status: 0, error }));
      if (answer.status !== 200) lost.push(answer);
    }
  };
  const callers = Promise.all([caller(), caller(), caller()]);
  return async () => {
    isOver = true;
    await callers;
    return { calls, lost };
  };
}

/** The stream on which a client of 2025 listens. */
async function listen(url: string, session: Record<string, string>) {
  const leaving = new AbortController();
  const { body } = await fetch(url, { headers: { accept: 'text/event-stream', ...session }, signal: leaving.signal });
  const heard = { text: '', isOver: false, leave: () => leaving.abort() };
  const read = async () => {
    for await (const chunk of body ?? []) heard.text += Buffer.from(chunk).toString();
    heard.isOver = true;
  };
  read().catch(() => {});
  return heard;
}

describe.each([
  ['2025', legacyServer],
  ['2026', modernServer],
])('an instance of %s that the configuration replaces', (_era, kind) => {
  it('ends what it has, gets nothing new, and loses no call', { timeout: 40_000 }, async () => {
    const [first, second] = [await aServer(kind), await aServer(kind)];
    await write({ s: [first], t: [first] });
    await start();
    const stop = keepCalling(() => rest('s', 'echo', { message: 'hi' }));
    const slow = rest('s', 'wait', { ms: 600 });
    await eventually(() =>
      expect(first.methods.filter((method) => method === 'tools/call').length).toBeGreaterThan(20),
    );
    await write({ s: [second], t: [first] });
    await eventually(() => expect(second.methods).toContain('tools/call'));
    await delay(50);
    const { length } = first.methods;
    await delay(200);
    expect(first.methods.slice(length).filter((method) => method === 'tools/call')).toEqual([]);
    expect((await slow).status).toBe(200);
    expect((await stop()).lost).toEqual([]);
  });
});

const http = async () => [await aServer(modernServer), await aServer(legacyServer)];
const processes = async () => ['1', '2'].map((text) => child(`say({ id, result: text('${text}') });`));

describe.each([
  ['over streamable HTTP', http, 'echo'],
  ['in front of processes', processes, 'do'],
] as const)('instances that replace each other, %s', (_how, two, tool) => {
  it.each([
    ['all', 2026, `s__${tool}`],
    ['all', 2025, `s__${tool}`],
    ['s', 2026, tool],
    ['s', 2025, tool],
  ])('lose no call at /mcp/%s of a client of %i', { timeout: 40_000 }, async (face, era, name) => {
    const [first, second] = await two();
    await write({ s: [first ?? {}] });
    await start();
    const url = `${proxy.url}/mcp/${face}`;
    const session = era === 2025 ? await open(url) : {};
    const say = () =>
      era === 2025
        ? post(url, call(name, { message: 'hi' }), session)
        : modern(url, 'tools/call', { name, arguments: { message: 'hi' } });
    const stop = keepCalling(async () => {
      const { status, body } = await say();
      return { status: body.result ? status : 500, body };
    });
    for (const instance of [second, first, second]) {
      const [before] = proxy.router.instances;
      await write({ s: [instance ?? {}] });
      await eventually(() => expect(before?.isRetired).toBe(true));
      await delay(150);
    }
    expect((await stop()).lost).toEqual([]);
  });
});

it('keeps an instance that has not changed, with all that it knows', async () => {
  const [first, second] = [await aServer(legacyServer), await aServer(legacyServer)];
  await write({ s: [first] });
  await start();
  const [instance] = proxy.router.instances;
  await write({ s: [first, second], t: [second] });
  await eventually(() => expect(proxy.router.instances).toHaveLength(3));
  expect(proxy.router.instances[0]).toBe(instance);
  expect(first.methods.filter((method) => method === 'initialize')).toHaveLength(1);
});

it('keeps what it has when a change is broken, and says at which line and for how long', async () => {
  const server = await aServer(legacyServer);
  await write({ s: [server] });
  await start();
  const stop = keepCalling(() => rest('s', 'echo', { message: 'hi' }));
  await writeFile(FILE(), '{\n  "servces": []\n}');
  await eventually(async () => expect(await source('configuration')).toMatchObject({ ok: false, found: 1 }));
  expect((await source('configuration'))?.error).toMatch(/^2:3 Unknown field "servces"\. Did you mean "services"\?$/);
  expect(await (await fetch(`${proxy.url}/metrics`)).text()).toContain('mcp_source_ok{source="configuration"} 0');
  await rm(FILE());
  await eventually(async () => expect((await source('configuration'))?.error).toContain('ENOENT'));
  await write({ s: [server], t: [server] });
  await eventually(async () =>
    expect(await source('configuration')).toMatchObject({ ok: true, found: 2, error: null }),
  );
  expect((await rest('t', 'echo', { message: 'hi' })).status).toBe(200);
  expect((await stop()).lost).toEqual([]);
});

it('adds, switches off and brings back services and profiles', async () => {
  const server = await aServer(legacyServer);
  await write({ s: [server] });
  await start();
  expect(await rest('t', 'echo')).toMatchObject({ status: 503, body: { code: 'service_not_enabled' } });
  await write(
    { s: [server], t: [server] },
    { profiles: { dev: { services: { t: {} } } }, allowedHosts: ['registry.test'] },
  );
  await eventually(async () => expect((await rest('t', 'echo', { message: 'x' })).status).toBe(200));
  const { body } = await modern(`${proxy.url}/mcp/profiles/dev`, 'tools/list');
  expect(JSON.stringify(body.result)).toContain('t__echo');
  await write({});
  await eventually(async () => expect((await rest('s', 'echo')).body.code).toBe('service_not_enabled'));
  expect((await modern(`${proxy.url}/mcp/profiles/dev`, 'tools/list')).status).toBe(404);
  await write({ s: [server] });
  await eventually(async () => expect((await rest('s', 'echo', { message: 'x' })).status).toBe(200));
});

describe('a session of 2025', () => {
  const answering = (who: string) => child(`say({ id, result: text('${who}') });`);

  it.each([
    ['over streamable HTTP', async () => [await aServer(legacyServer), await aServer(legacyServer)]],
    ['in front of a process', async () => [answering('first'), answering('second')]],
  ] as const)('%s goes on at the instance that takes the place of its own, and is told', async (_how, two) => {
    const [first, second] = await two();
    await write({ s: [first ?? {}] });
    await start();
    const url = `${proxy.url}/mcp/s`;
    const session = await open(url);
    const listening = await listen(url, session);
    const tool = 'methods' in (first ?? {}) ? 'echo' : 'do';
    const slow = post(url, call('methods' in (first ?? {}) ? 'wait' : 'do', { ms: 300 }, 2), session);
    await delay(50);
    await write({ s: [second ?? {}] });
    await eventually(() => expect(listening.text).toContain('notifications/tools/list_changed'));
    expect((await slow).body.result).toBeDefined();
    const { body } = await post(url, call(tool, { message: 'second' }, 3), session);
    expect(body.result).toMatchObject({ content: [{ text: 'second' }] });
    listening.leave();
  });

  it('at /mcp/all hears of services that come and go', async () => {
    const server = await aServer(legacyServer);
    await write({ s: [server] });
    await start();
    const url = `${proxy.url}/mcp/all`;
    const session = await open(url);
    const listening = await listen(url, session);
    const tools = async () =>
      JSON.stringify((await post(url, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session)).body);
    expect(await tools()).toContain('s__echo');
    await write({ s: [server], t: [answering('t')] });
    await eventually(async () => expect(await tools()).toContain('t__do'));
    await eventually(() => expect(listening.text).toContain('notifications/tools/list_changed'));
    const answer = await post(url, call('t__do', {}, 4), session);
    expect(answer.body.result).toMatchObject({ content: [{ text: 't' }] });
    await write({ s: [server] });
    await eventually(async () => expect(await tools()).not.toContain('t__do'));
    await write({ s: [server], t: [answering('another t')] });
    await eventually(async () => expect(await tools()).toContain('t__do'));
    expect((await post(url, call('t__do', {}, 5), session)).body.result).toMatchObject({
      content: [{ text: 'another t' }],
    });
    listening.leave();
  });
});

it('lets a call that waits for its client end where it was begun', async () => {
  const asking = child(`
    asked['q' + id] = ({ result }) => say({ id, result: text(String(result.content.name)) });
    say({ id: 'q' + id, method: 'elicitation/create', params: { message: 'Who?' } });`);
  await write({ s: [asking] });
  await start();
  const [instance] = proxy.router.instances;
  const url = `${proxy.url}/mcp/s`;
  const meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
  const { body } = await modern(url, 'tools/call', { name: 'do', arguments: {} }, { meta });
  const { requestState } = z.looseObject({ requestState: z.string() }).parse(body.result);
  await write({ s: [child(`say({ id, result: text('no') });`)] });
  await eventually(() => expect(instance?.isRetired).toBe(true));
  const inputResponses = { 'input-1': { action: 'accept', content: { name: 'Ann' } } };
  const params = { name: 'do', arguments: {}, requestState, inputResponses };
  const again = await modern(url, 'tools/call', params, { meta, id: 2 });
  expect(again.body.result).toMatchObject({ content: [{ text: 'Ann' }] });
  expect((await modern(url, 'tools/call', { name: 'do', arguments: {} })).body.result).toMatchObject({
    content: [{ text: 'no' }],
  });
});

it('serves what a folder has, as long as it has it, and for a moment longer', async () => {
  const server = await aServer(legacyServer);
  const mcpJson = (servers: object) =>
    writeFile(join(folder, 'found/books/mcp.json'), JSON.stringify({ mcpServers: servers }));
  await mkdir(join(folder, 'found/books'), { recursive: true });
  await write(
    {},
    { sources: { folders: ['found'], refresh: { configMs: 20, foldersMs: 20, retryMs: 20, lingerMs: 200 } } },
  );
  await start();
  expect((await rest('books', 'echo')).body.code).toBe('unknown_service');
  await mcpJson({ books: { url: server.url } });
  await eventually(async () => expect((await rest('books', 'echo', { message: 'x' })).status).toBe(200));
  const described = await (await fetch(`${proxy.url}/api/services/books`)).json();
  expect(described).toMatchObject({ name: 'books', inCatalog: false, instances: [{ instance_id: 'folder-books' }] });
  const stop = keepCalling(() => rest('books', 'echo', { message: 'hi' }));
  await writeFile(join(folder, 'found/books/mcp.json'), '{ "mcpServers"');
  await eventually(async () => expect(await source('folder found')).toMatchObject({ ok: false, found: 1 }));
  await rm(join(folder, 'found/books/mcp.json'));
  await eventually(async () => expect(await source('folder found')).toMatchObject({ ok: true }));
  await mcpJson({ books: { url: server.url } });
  await eventually(async () => expect(await source('folder found')).toMatchObject({ ok: true, found: 1 }));
  await delay(250);
  expect((await stop()).lost).toEqual([]);
  await rm(join(folder, 'found/books/mcp.json'));
  await eventually(async () => expect((await rest('books', 'echo')).body.code).toBe('unknown_service'));
});

it('takes in another snapshot, and keeps the last good one', async () => {
  const server = await aServer(legacyServer);
  await write({ s: [server], u: [server] });
  await start();
  expect((await rest('u', 'echo')).body.code).toBe('unknown_service');
  await writeFile(join(folder, 'snapshot/manifest.json'), 'garbage');
  await eventually(async () => expect((await source('snapshot'))?.ok).toBe(false));
  expect((await rest('s', 'echo', { message: 'x' })).status).toBe(200);
  await writeSnapshot(['s', 't', 'u']);
  await eventually(async () => expect((await rest('u', 'echo', { message: 'x' })).status).toBe(200));
  expect(await source('snapshot')).toMatchObject({ ok: true, found: 3 });
});
