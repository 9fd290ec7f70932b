import { Client } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { type RecordedTransport, recorded } from './recorded-transport.ts';

type Elicited = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, string | number | boolean> };

/** What a user, a model and a file system answer. The script changes them as it goes. */
export interface Answers {
  elicitation: Elicited | Promise<Elicited>;
  roots: { uri: string; name: string }[];
}

interface AskOptions {
  onprogress?: () => void;
  signal?: AbortSignal;
}

/** A client that is recorded, and that can be asked things. Whatever comes of a request is in the recording. */
export interface RecordedClient extends AsyncDisposable, Pick<RecordedTransport<unknown>, 'recording'> {
  answers: Answers;
  ask(method: string, params?: Record<string, unknown>, options?: AskOptions): Promise<void>;
  say(method: string, params?: Record<string, unknown>): Promise<void>;
  /** Asks to hear of changes, as a client of 2026 does; returns how to stop. */
  listen?(to: { toolsListChanged: true; resourceSubscriptions: string[] }): Promise<{ close(): Promise<void> }>;
  /** Past the SDK. */
  askRaw(request: object): Promise<void>;
  sayRaw(notification: object): Promise<void>;
  connect(): Promise<void>;
}

const CAPABILITIES = {
  sampling: {},
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
  experimental: { 'com.example/experiment': { level: 2 } },
};
const SAMPLED = { role: 'assistant' as const, model: 'm', content: { type: 'text' as const, text: 'Bonjour' } };
const Anything = z.looseObject({});

const firstAnswers = (): Answers => ({
  elicitation: { action: 'accept', content: { name: 'Ada', check: true, integer: 7 } },
  roots: [{ uri: 'file:///home/ada', name: 'home' }],
});

/** This SDK takes an error for the end of a stream, and a second later has the server say again what it said before. */
export function olderHttp(url: string): StreamableHTTPClientTransport {
  const never = { initialReconnectionDelay: 1, maxReconnectionDelay: 1, reconnectionDelayGrowFactor: 1, maxRetries: 0 };
  return new StreamableHTTPClientTransport(new URL(url), { reconnectionOptions: never });
}

/** The older SDK's client; `version` tells it from others. */
export function olderClient(version: string, over: object): RecordedClient {
  const client = new OldClient({ name: 'fidelity', version, title: 'Fidelity' }, { capabilities: CAPABILITIES });
  const { transport, recording, ask, say } = recorded(z.custom<Transport>().parse(over));
  const answers = firstAnswers();
  client.setRequestHandler(ElicitRequestSchema, async () => answers.elicitation);
  client.setRequestHandler(CreateMessageRequestSchema, () => SAMPLED);
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: answers.roots }));
  return {
    recording,
    answers,
    ask: (method, params, options) => recordedAnyway(client.request({ method, ...given(params) }, Anything, options)),
    say: (method, params) => client.notification({ method, ...given(params) }),
    askRaw: ask,
    sayRaw: say,
    connect: () => client.connect(transport),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The newer SDK's client, in one of its eras. */
export function newerClient(
  version: string,
  over: Parameters<Client['connect']>[0],
  era: 'legacy' | 'modern' = 'legacy',
): RecordedClient {
  const mode = era === 'legacy' ? 'legacy' : { pin: '2026-07-28' };
  const client = new Client(
    { name: 'fidelity', version, title: 'Fidelity' },
    { versionNegotiation: { mode }, capabilities: CAPABILITIES },
  );
  const { transport, recording, ask, say } = recorded(over);
  const answers = firstAnswers();
  client.setRequestHandler('elicitation/create', async () => answers.elicitation);
  client.setRequestHandler('sampling/createMessage', () => SAMPLED);
  client.setRequestHandler('roots/list', () => ({ roots: answers.roots }));
  return {
    recording,
    answers,
    ask: (method, params, options) => recordedAnyway(client.request({ method, ...given(params) }, Anything, options)),
    say: (method, params) => client.notification({ method, ...given(params) }),
    askRaw: ask,
    sayRaw: say,
    listen: (to) => client.listen(to),
    connect: () => client.connect(transport),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function given(params: Record<string, unknown> | undefined): { params?: Record<string, unknown> } {
  return params ? { params } : {};
}

/** A refusal is as good as an answer here. */
async function recordedAnyway(answer: Promise<unknown>): Promise<void> {
  await answer.catch(() => {});
}
