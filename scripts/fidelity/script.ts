import type { RecordedClient } from './clients.ts';
import { comesTrue, type Recording } from './recording.ts';

/** Who plays: a client, and what is heard at its server. */
export interface Player extends RecordedClient {
  /** What tells this play from others. */
  version: string;
  server: Recording;
}

/** Something that a client does, and waits for. */
export interface Step {
  name: string;
  /** Its requests run side by side: their messages may interleave as they like. */
  atOnce?: true;
  /** There is no such thing in 2026-07-28, or it takes a session. */
  of2025?: true;
  play(player: Player): Promise<void>;
}

const DYNAMIC = 'demo://resource/dynamic';
/** The server asks 350 ms after the client is there; a busy one that does not listen yet is never asked over HTTP. */
const ASKED_MS = 3000;
/** Nobody waits for this long: it is there to be cancelled, and tells of no progress before. */
const AGES = { duration: 600, steps: 1 };

/** One request by the SDK's client. */
function asks(method: string, params?: Record<string, unknown>, name = method): Step {
  return { name, play: ({ ask }) => ask(method, params) };
}

function calls(tool: string, args: Record<string, unknown> = {}, name = `calls ${tool} ${JSON.stringify(args)}`): Step {
  return asks('tools/call', { name: tool, arguments: args }, name);
}

/** One request that no SDK would send. */
function asksRaw(name: string, request: object): Step {
  return { name, of2025: true, play: ({ askRaw }) => askRaw(request) };
}

const VENDOR = { 'com.example/trace': { deep: [1, { none: null }] }, traceparent: '00-aa-bb-01' };

/** It takes its server 4 s. */
export const TASK = 'runs a task, whose question comes with its result';

/** What a client of 2025 does with server-everything, step by step; each of its tools is called. */
export const EVERYTHING: Step[] = [
  {
    name: 'opens, and is asked for its roots',
    of2025: true,
    play: async ({ connect, recording }) => {
      await connect();
      await recording.hears('server', 'roots/list', { timeoutMs: ASKED_MS });
      await recording.hears('server', 'notifications/message', { timeoutMs: ASKED_MS });
    },
  },
  { ...asks('ping'), of2025: true },
  { ...asks('logging/setLevel', { level: 'debug' }), of2025: true },
  {
    name: 'lists all pages of tools',
    play: async ({ ask, recording }) => {
      let cursor: unknown;
      do {
        await ask('tools/list', cursor === undefined ? undefined : { cursor });
        cursor = recording.said.at(-1)?.message.result?.nextCursor;
      } while (cursor !== undefined);
    },
  },
  calls('echo', { message: 'Grüße 🙂 \u2028 "quoted"' }),
  calls('get-annotated-message', { messageType: 'error', includeImage: true }),
  calls('get-annotated-message', { messageType: 'success' }),
  calls('get-annotated-message', { messageType: 'debug' }),
  calls('get-env'),
  calls('get-resource-links', { count: 3 }),
  calls('get-resource-reference', { resourceType: 'Text', resourceId: 7 }),
  calls('get-resource-reference', { resourceType: 'Blob', resourceId: 8 }),
  calls('get-structured-content', { location: 'Chicago' }),
  calls('get-sum', { a: 1e21, b: 0.1 }),
  calls('get-tiny-image'),
  calls('get-roots-list'),
  calls('trigger-sampling-request', { prompt: 'Say hello', maxTokens: 50 }),
  calls('trigger-elicitation-request', {}, 'elicits, and the user accepts'),
  {
    name: 'elicits, and the user declines',
    play: async ({ answers, ask }) => {
      answers.elicitation = { action: 'decline' };
      await ask('tools/call', { name: 'trigger-elicitation-request', arguments: {} });
    },
  },
  {
    name: 'elicits, and the user cancels',
    play: async ({ answers, ask }) => {
      answers.elicitation = { action: 'cancel' };
      await ask('tools/call', { name: 'trigger-elicitation-request', arguments: {} });
    },
  },
  {
    name: 'sends the user to an address, and the user accepts',
    play: async ({ answers, ask }) => {
      answers.elicitation = { action: 'accept' };
      const args = { url: 'https://example.com/sign-in', elicitationId: 'sign-in-1' };
      await ask('tools/call', { name: 'trigger-url-elicitation', arguments: args });
    },
  },
  calls('trigger-url-elicitation', { url: 'https://example.com/', errorPath: true }, 'wants an address opened first'),
  {
    name: 'runs long, and tells of progress',
    play: ({ ask }) =>
      ask(
        'tools/call',
        { name: 'trigger-long-running-operation', arguments: { duration: 0.15, steps: 3 } },
        { onprogress: () => {} },
      ),
  },
  {
    name: 'runs several things at once, each with its progress',
    atOnce: true,
    play: async ({ ask }) => {
      const operations = [2, 3, 4].map((steps) =>
        ask(
          'tools/call',
          { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps } },
          { onprogress: () => {} },
        ),
      );
      await Promise.all([...operations, ask('tools/call', { name: 'echo', arguments: { message: 'meanwhile' } })]);
    },
  },
  {
    name: 'cancels what runs long',
    of2025: true,
    play: async ({ ask, recording, server }) => {
      const cancel = new AbortController();
      const [since, seen] = [recording.said.length, server.said.length];
      const asked = ask(
        'tools/call',
        { name: 'trigger-long-running-operation', arguments: AGES },
        { signal: cancel.signal },
      );
      await server.hears('client', 'tools/call', { since: seen });
      cancel.abort('the user has lost interest');
      await asked;
      await recording.hears('client', 'notifications/cancelled', { since });
    },
  },
  {
    name: TASK,
    of2025: true,
    play: async ({ askRaw, answers, recording }) => {
      answers.elicitation = { action: 'accept', content: { interpretation: 'snake' } };
      const result = () => recording.said.findLast(({ message }) => message.result)?.message.result;
      const args = { topic: 'python', ambiguous: true };
      await askRaw({
        method: 'tools/call',
        params: { name: 'simulate-research-query', arguments: args, task: { ttl: 60_000 } },
      });
      const task = result()?.task;
      const taskId = typeof task === 'object' && task !== null && 'taskId' in task ? task.taskId : undefined;
      for (const method of ['tasks/get', 'tasks/result', 'tasks/get', 'tasks/cancel'])
        await askRaw({ method, params: { taskId } });
    },
  },
  asks(
    'tools/call',
    { name: 'simulate-research-query', arguments: { topic: 'x' } },
    'calls without a task what is one',
  ),
  {
    name: 'logs for a moment',
    of2025: true,
    play: async ({ ask, recording }) => {
      const since = recording.said.length;
      const toggle = { name: 'toggle-simulated-logging', arguments: {} };
      await ask('tools/call', toggle);
      await recording.hears('server', 'notifications/message', { since });
      await ask('tools/call', toggle);
    },
  },
  asks('resources/list'),
  asks('resources/templates/list'),
  asks('resources/read', { uri: `${DYNAMIC}/text/1` }),
  asks('resources/read', { uri: `${DYNAMIC}/blob/2` }),
  asks('resources/read', { uri: 'demo://resource/none' }, 'reads a resource that there is not'),
  {
    name: 'gzips a file, and reads it',
    of2025: true,
    play: async ({ ask, version, recording }) => {
      const since = recording.said.length;
      const name = `${version}.gz`;
      await ask('tools/call', { name: 'gzip-file-as-resource', arguments: { name, data: 'data:text/plain,Hi' } });
      await recording.hears('server', 'notifications/resources/list_changed', { since });
      await ask('resources/read', { uri: `demo://resource/session/${name}` });
    },
  },
  {
    name: 'hears of resources that it subscribed to',
    of2025: true,
    play: async ({ ask, recording }) => {
      const since = recording.said.length;
      const toggle = { name: 'toggle-subscriber-updates', arguments: {} };
      const uris = [`${DYNAMIC}/text/1`, `${DYNAMIC}/text/2`];
      for (const uri of uris) await ask('resources/subscribe', { uri });
      await ask('tools/call', toggle);
      await recording.hears('server', 'notifications/resources/updated', { since, times: 2 });
      await ask('tools/call', toggle);
      for (const uri of uris) await ask('resources/unsubscribe', { uri });
      await recording.hears('server', 'notifications/message', { since, times: 4 });
    },
  },
  asks('prompts/list'),
  asks('prompts/get', { name: 'simple-prompt' }),
  asks('prompts/get', { name: 'args-prompt', arguments: { city: 'Oslo', state: 'Viken' } }),
  asks('prompts/get', { name: 'resource-prompt', arguments: { resourceType: 'Text', resourceId: '3' } }),
  asks('prompts/get', { name: 'args-prompt' }, 'gets a prompt without what it needs'),
  asks('completion/complete', {
    ref: { type: 'ref/prompt', name: 'completable-prompt' },
    argument: { name: 'name', value: 'A' },
    context: { arguments: { department: 'Engineering' } },
  }),
  asks('completion/complete', {
    ref: { type: 'ref/resource', uri: `${DYNAMIC}/text/{resourceId}` },
    argument: { name: 'resourceId', value: '12' },
  }),
  {
    name: 'says that its roots have changed',
    of2025: true,
    play: async ({ answers, say, recording }) => {
      const since = recording.said.length;
      answers.roots.push({ uri: 'file:///srv', name: 'srv' });
      await say('notifications/roots/list_changed');
      await recording.hears('server', 'notifications/message', { since });
    },
  },
  asks('no/such/method', { what: 1 }, 'calls an unknown method'),
  calls('no-such-tool', {}, 'calls an unknown tool'),
  calls('get-sum', { a: 'one' }, 'calls with the wrong arguments'),
  asks('prompts/get', { name: 'no-such-prompt' }, 'gets an unknown prompt'),
  asksRaw('asks with what only vendors know', {
    method: 'tools/call',
    params: {
      name: 'echo',
      arguments: { message: 'hi', 'x-more': [null] },
      _meta: VENDOR,
      'x-unknown': { kept: true },
    },
  }),
  asksRaw('asks for progress by a name', {
    method: 'tools/call',
    params: {
      name: 'trigger-long-running-operation',
      arguments: { duration: 0.1, steps: 2 },
      _meta: { ...VENDOR, progressToken: 'a name' },
    },
  }),
  asksRaw('asks for progress by the number nought', {
    method: 'tools/call',
    params: {
      name: 'trigger-long-running-operation',
      arguments: { duration: 0.1, steps: 1 },
      _meta: { progressToken: 0 },
    },
  }),
  asksRaw('lists with what only vendors know', { method: 'tools/list', params: { _meta: VENDOR, 'x-unknown': 1 } }),
  asksRaw('sets a level that there is not', { method: 'logging/setLevel', params: { level: 'loud', _meta: VENDOR } }),
  asksRaw('asks without what is needed', { method: 'resources/read', params: {} }),
  asksRaw('asks what only a vendor knows', { method: 'com.example/ask', params: { a: [1], _meta: VENDOR } }),
  {
    name: 'says what only a vendor knows',
    of2025: true,
    play: async ({ sayRaw, server }) => {
      const since = server.said.length;
      await sayRaw({ method: 'notifications/com.example/told', params: { a: [1], _meta: VENDOR } });
      await sayRaw({ method: 'notifications/com.example/bare' });
      await comesTrue(() => server.count('client', since) >= 2, 2000);
    },
  },
  { ...asks('ping'), of2025: true },
];

/** The same for a client of 2026, as far as there is such a thing. */
export const EVERYTHING_FOR_2026: Step[] = [
  { name: 'opens', play: ({ connect }) => connect() },
  ...EVERYTHING.filter(({ of2025 }) => !of2025),
];
