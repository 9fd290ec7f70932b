import { expect, vi } from 'vitest';
import * as z from 'zod';
import type { Reply, RpcAnswer } from '../../../proxy/mcp/testing.ts';
import type { Feature, Pairing } from '../feature.ts';

const Seen = z.object({
  structuredContent: z.object({
    started: z.array(z.string()),
    cancelled: z.array(z.string()),
    headers: z.array(z.record(z.string(), z.unknown())),
  }),
});

/** What the server has seen so far, as its own tool says. */
export function seenIn(result: unknown) {
  return Seen.parse(result).structuredContent;
}

const CALL = 'test_tool_with_logging';
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

function logLines({ messages }: Reply): RpcAnswer[] {
  return messages.filter(({ method }) => method === 'notifications/message');
}

const nobodysLine = ({ upstream }: Pairing) =>
  upstream === 'stdio 2026'
    ? 'A log line of a 2026 server over stdio does not say which request it belongs to, and the process is shared: nobody gets it.'
    : undefined;

/** What is said about a call while it runs. */
export const SIGNALS: Feature[] = [
  {
    name: 'progress, under the caller’s own token and before the result',
    try: async ({ client }) => {
      const heard: number[] = [];
      await client.call('test_tool_with_progress', {}, { onprogress: ({ progress }) => heard.push(progress) });
      expect(heard).toEqual([0, 50, 100]);
    },
  },
  {
    name: 'cancellation reaches the tool',
    try: async ({ client }) => {
      const [mark, leaving] = [crypto.randomUUID(), new AbortController()];
      const waiting = client.call('test_waits', { mark }, { signal: leaving.signal }).catch(() => 'cancelled');
      await vi.waitFor(async () => expect(seenIn(await client.call('test_witness')).started).toContain(mark));
      leaving.abort();
      expect(await waiting).toBe('cancelled');
      await vi.waitFor(async () => expect(seenIn(await client.call('test_witness')).cancelled).toContain(mark));
    },
  },
  {
    name: 'a connection that breaks: a cancel in 2026, none in 2025',
    onWire: true,
    try: async ({ era, wire }) => {
      const { call, notify } = await wire();
      const [mark, leaving] = [crypto.randomUUID(), new AbortController()];
      const seen = async () => seenIn((await call('test_witness')).body.result);
      const waiting = call('test_waits', { mark }, { id: 'left', signal: leaving.signal }).catch(() => 'left');
      await vi.waitFor(async () => expect((await seen()).started).toContain(mark));
      leaving.abort();
      expect(await waiting).toBe('left');
      if (era === '2025') {
        await new Promise((later) => setTimeout(later, 50));
        expect((await seen()).cancelled).not.toContain(mark);
        await notify('notifications/cancelled', { requestId: 'left' });
      }
      await vi.waitFor(async () => expect((await seen()).cancelled).toContain(mark));
    },
  },
  {
    name: 'a time limit for silence, after which the server is told to stop',
    onWire: true,
    try: async ({ hurriedUrl, wire }) => {
      const { call } = await wire({ url: hurriedUrl });
      const mark = crypto.randomUUID();
      const { body } = await call('test_waits', { mark }, { id: 'slow' });
      expect(body).toMatchObject({
        id: 'slow',
        error: { code: -32603, data: { code: 'upstream_timeout', executed: 'maybe' } },
      });
      await vi.waitFor(async () => expect(seenIn((await call('test_witness')).body.result).cancelled).toContain(mark));
    },
  },
  {
    name: 'a stream that ends before the answer is taken up again, `Last-Event-ID`',
    try: async ({ client }) => {
      expect(JSON.stringify(await client.call('test_reconnection'))).toContain('Answered after the stream had ended');
    },
    not: ({ upstream }) =>
      upstream === 'http 2025'
        ? undefined
        : 'Only a server of 2025 over streamable HTTP keeps what a stream that ended has not said.',
  },
  {
    name: 'log lines: each caller’s own, of two at once',
    onWire: true,
    try: async ({ era, upstream, wire }) => {
      const capabilities = era === '2025' ? { elicitation: {} } : {};
      const callers = await Promise.all([wire({ capabilities }), wire({ capabilities })]);
      const meta = era === '2025' ? {} : { [LOG_LEVEL]: 'info' };
      const heardBy = (call: (typeof callers)[number]['call'], id: string) =>
        call(CALL, {}, { id, meta }).then(({ messages }) => messages.map((message) => message.method ?? message.id));
      const lines = Array.from({ length: 3 }, () => 'notifications/message');
      const both = await Promise.all(callers.map(({ call }, at) => heardBy(call, `${at}`)));
      expect(both).toEqual([
        [...lines, '0'],
        [...lines, '1'],
      ]);
      // Over streamable HTTP, two calls of one client are told apart as well.
      if (!upstream.startsWith('http')) return;
      const [one] = callers;
      const ofOne = await Promise.all(['a', 'b'].map((id) => heardBy(one.call, id)));
      expect(ofOne).toEqual([
        [...lines, 'a'],
        [...lines, 'b'],
      ]);
    },
    not: nobodysLine,
  },
  {
    name: '`logging/setLevel` (2026: a level with each request, else no line)',
    onWire: true,
    try: async ({ era, wire }) => {
      const { ask, call } = await wire(era === '2025' ? { capabilities: { elicitation: {} } } : {});
      const linesAt = async (level: string | null) => {
        if (era === '2025')
          expect((await ask('logging/setLevel', { level: level ?? 'error' })).body.error).toBe(undefined);
        return logLines(
          await call('test_logging_tool', {}, { meta: level && era === '2026' ? { [LOG_LEVEL]: level } : {} }),
        ).length;
      };
      expect([await linesAt('error'), await linesAt('info'), await linesAt(null)]).toEqual([0, 1, 0]);
    },
    not: nobodysLine,
  },
];
