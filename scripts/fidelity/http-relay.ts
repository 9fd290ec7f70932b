import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createParser } from 'eventsource-parser';
import type { Relay } from './line-relay.ts';
import { type Conversation, Overheard } from './listening-in.ts';

/** A server at this origin, over streamable HTTP or HTTP with SSE: what is posted, answered and streamed is heard. */
export async function relayHttp(origin: string): Promise<Relay & { origin: string }> {
  const overheard = new Overheard();
  const sessions = new Map<string, Conversation>();
  const server = createServer((request, response) => {
    forward(origin, request, response, (id) => {
      const conversation = (id === undefined ? undefined : sessions.get(id)) ?? overheard.conversation();
      if (id !== undefined) sessions.set(id, conversation);
      return { conversation, begins: (session) => sessions.set(session, conversation) };
    }).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    overheard,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type FindConversation = (session: string | undefined) => {
  conversation: Conversation;
  /** The server has named the session that these messages are of. */
  begins(session: string): void;
};

async function forward(
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
  find: FindConversation,
): Promise<void> {
  const { method, url = '/', headers } = request;
  const body = await buffer(request);
  const { conversation, begins } = find(sessionOf(request));
  if (body.length > 0) conversation.text('client', String(body));
  const asked = httpRequest(new URL(url, origin), { method, headers });
  response.once('close', () => asked.destroy());
  const answer = await new Promise<IncomingMessage>((answered, failed) => {
    asked.once('response', answered).once('error', failed).end(body);
  });
  const session = answer.headers['mcp-session-id'];
  if (typeof session === 'string') begins(session);
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  if (!String(answer.headers['content-type']).startsWith('text/event-stream')) {
    const whole = await buffer(answer);
    conversation.text('server', String(whole));
    response.end(whole);
    return;
  }
  response.flushHeaders();
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'endpoint') begins(new URL(data, origin).searchParams.get('sessionId') ?? '');
      else conversation.text('server', data);
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of answer) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    response.write(chunk);
  }
  response.end();
}

/** The session that a request names: in a header, or in the address that HTTP with SSE gave to its client. */
function sessionOf({ headers, url = '/' }: IncomingMessage): string | undefined {
  const { 'mcp-session-id': id } = headers;
  return typeof id === 'string' ? id : (new URL(url, 'http://localhost').searchParams.get('sessionId') ?? undefined);
}
