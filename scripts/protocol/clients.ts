import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { ClientKind } from './feature.ts';

/** What all clients can do, whatever their SDK. */
export interface AnyClient extends AsyncDisposable {
  request(method: string, params?: object, options?: CallOptions): Promise<Record<string, unknown>>;
  call(name: string, args?: object, options?: CallOptions): Promise<Record<string, unknown>>;
  /** Asks to hear of changes, the way of its era; returns how to end that. */
  watch(uri: string): Promise<() => Promise<unknown>>;
  /** Whom it is connected to, as it was told. */
  server(): { info: unknown; capabilities: unknown };
  heard: { method: string; params?: Record<string, unknown> | undefined }[];
  /** What it was asked, in order. */
  asked: string[];
}

interface CallOptions {
  signal?: AbortSignal;
  onprogress?: (progress: { progress: number }) => void;
}

/** Everything that a client can be asked. */
export const CAPABILITIES = { elicitation: {}, sampling: {}, roots: {} };

const Anything = z.looseObject({});

const ANSWERS = {
  elicitation: {
    action: 'accept' as const,
    content: { name: 'Ada', username: 'ada', email: 'a@b.c', ok: true, color: 'red', context: 'tea' },
  },
  sampling: { role: 'assistant' as const, model: 'm', content: { type: 'text' as const, text: 'Bonjour' } },
  roots: { roots: [{ uri: 'file:///home', name: 'home' }] },
};

/** Connects a client of this kind that offers to be asked this, over streamable HTTP. */
export function connectClient(kind: ClientKind, url: string, capabilities: object): Promise<AnyClient> {
  if (kind === 'a client of the older SDK') return oldClient(url, capabilities);
  return newClient(url, kind === 'a client of 2026' ? { pin: '2026-07-28' } : 'legacy', capabilities);
}

function answering(asked: string[]) {
  return <What extends keyof typeof ANSWERS>(what: What) => {
    asked.push(what);
    return ANSWERS[what];
  };
}

const HEARD = [
  'notifications/message',
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
] as const;

async function newClient(url: string, mode: 'legacy' | { pin: string }, capabilities: object): Promise<AnyClient> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode }, capabilities });
  const heard: AnyClient['heard'] = [];
  const asked: string[] = [];
  const answer = answering(asked);
  client.fallbackNotificationHandler = async (message) => void heard.push(message);
  for (const method of HEARD)
    client.setNotificationHandler(method, ({ params }) => {
      heard.push({ method, params: { ...params } });
    });
  if ('elicitation' in capabilities) client.setRequestHandler('elicitation/create', async () => answer('elicitation'));
  if ('sampling' in capabilities) client.setRequestHandler('sampling/createMessage', async () => answer('sampling'));
  if ('roots' in capabilities) client.setRequestHandler('roots/list', async () => answer('roots'));
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const request: AnyClient['request'] = (method, params = {}, options = {}) =>
    client.request({ method, params: { ...params } }, Anything, options);
  return {
    heard,
    asked,
    request,
    call: (name, args = {}, options = {}) => client.callTool({ name, arguments: { ...args } }, options),
    server: () => ({ info: client.getServerVersion(), capabilities: client.getServerCapabilities() }),
    watch: async (uri) => {
      if (mode === 'legacy') {
        await request('resources/subscribe', { uri });
        return () => request('resources/unsubscribe', { uri });
      }
      const lists = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
      const listening = await client.listen({ ...lists, resourceSubscriptions: [uri] });
      return async () => listening.close();
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function oldClient(url: string, capabilities: object): Promise<AnyClient> {
  const client = new OldClient({ name: 'test', version: '1.0.0' }, { capabilities });
  const heard: AnyClient['heard'] = [];
  const asked: string[] = [];
  const answer = answering(asked);
  client.fallbackNotificationHandler = async (message) => void heard.push(message);
  if ('elicitation' in capabilities) client.setRequestHandler(ElicitRequestSchema, async () => answer('elicitation'));
  if ('sampling' in capabilities) client.setRequestHandler(CreateMessageRequestSchema, async () => answer('sampling'));
  if ('roots' in capabilities) client.setRequestHandler(ListRootsRequestSchema, async () => answer('roots'));
  const transport = new OldTransport(new URL(url));
  // The older SDK's own types do not fit each other when optional means optional.
  await client.connect(transport as Parameters<OldClient['connect']>[0]);
  const request: AnyClient['request'] = (method, params = {}, options = {}) =>
    client.request({ method, params: { ...params } }, Anything, options);
  return {
    heard,
    asked,
    request,
    call: (name, args = {}, options = {}) => client.callTool({ name, arguments: { ...args } }, undefined, options),
    server: () => ({ info: client.getServerVersion(), capabilities: client.getServerCapabilities() }),
    watch: async (uri) => {
      await request('resources/subscribe', { uri });
      return () => request('resources/unsubscribe', { uri });
    },
    [Symbol.asyncDispose]: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}
