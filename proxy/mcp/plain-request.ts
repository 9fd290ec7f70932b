import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../catalog/json/json.ts';
import { CLIENT_INFO } from '../upstream/identity.ts';
import { MODERN_VERSION } from '../upstream/streamable-http.ts';
import type { InboundMessage } from './inbound.ts';

// What most 2026 clients send most is answered without an SDK, as long as all of it is as revision 2026-07-28 wants it. For
// all that is not, the SDK has the right refusal.

const META = 'io.modelcontextprotocol/';

/** Whether a request's headers announce this method, of this name where it has one. */
export function announces({ method, headers }: IncomingMessage, asked: string, name?: string): boolean {
  return (
    method === 'POST' &&
    headers['mcp-name'] === name &&
    headers['mcp-method'] === asked &&
    headers['mcp-protocol-version'] === MODERN_VERSION &&
    /^application\/json(?:\s*;|$)/i.test(headers['content-type'] ?? '') &&
    /application\/json|\*\/\*/.test(headers.accept ?? '')
  );
}

/** A request that says of its sender what 2026-07-28 wants to be said, and is no retry. */
export interface PlainRequest extends InboundMessage {
  id: string | number;
  params: Record<string, unknown> & { _meta: Record<string, unknown> };
}

/** Whether a message asks for this method, and is such a request. */
export function isPlain(message: InboundMessage, asked: string): message is PlainRequest {
  const { id, method, params = {} } = message;
  const { _meta: meta = {} } = params;
  return (
    id !== undefined &&
    method === asked &&
    meta[`${META}protocolVersion`] === MODERN_VERSION &&
    isObject(meta[`${META}clientCapabilities`]) &&
    !('inputResponses' in params || 'requestState' in params)
  );
}

/** What a result of ours says of who gives it. */
export const OUR_META = { [`${META}serverInfo`]: CLIENT_INFO };

/** Answers with a result, as its very text. */
export function sendResult(response: ServerResponse, id: string | number, result: string): void {
  sendJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`);
}

/** Answers with a message, as its very text. */
export function sendJson(response: ServerResponse, body: string): void {
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
