import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Era } from '../../catalog/status/status.ts';
import { readBytes } from '../body.ts';
import { isModern } from '../upstream/streamable-http.ts';

/** A message as a client posted it: read once, and never written again. */
export interface Inbound {
  body: Buffer;
  message: InboundMessage;
  era: Era;
}

export const InboundMessage = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() }).optional(),
});
export type InboundMessage = z.infer<typeof InboundMessage>;

/** A message that cannot be read: the HTTP status and the JSON-RPC error that say so. */
export class BadMessage extends Error {
  readonly status: number;
  readonly code: number;
  readonly id: string | number | null;
  readonly data: unknown;
  constructor(status: number, code: number, message: string, id: string | number | null = null, data?: unknown) {
    super(message);
    this.name = 'BadMessage';
    this.status = status;
    this.code = code;
    this.id = id;
    this.data = data;
  }
}

const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';

/** Reads a posted message. Throws `BadMessage`, or `payload_too_large`. */
export async function readInbound(request: IncomingMessage, maxBytes: number): Promise<Inbound> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json(?:\s*;|$)/i.test(type))
    throw new BadMessage(415, -32000, 'Send JSON, with content-type: application/json');
  const body = await readBytes(request, maxBytes);
  const value = parsed(body);
  if (Array.isArray(value))
    throw new BadMessage(400, -32600, 'Batches are not taken (they left MCP with revision 2025-06-18)');
  if (!isMessage(value)) {
    const { error } = InboundMessage.safeParse(value);
    const why = error ? `: ${z.prettifyError(error)}` : '';
    throw new BadMessage(400, -32600, `This is no JSON-RPC 2.0 message${why}`, idOf(value));
  }
  if (value.method === undefined && !('result' in value) && !('error' in value))
    throw new BadMessage(400, -32600, 'This message asks nothing, and answers nothing', value.id);
  return { body, message: value, era: eraOf(request, value) };
}

/** The same as the schema says, in a tenth of the time: every call comes by here. */
function isMessage(value: unknown): value is InboundMessage {
  if (!isObject(value) || value.jsonrpc !== '2.0') return false;
  const { id, method, params } = value;
  if (id !== undefined && typeof id !== 'string' && !(typeof id === 'number' && Number.isFinite(id))) return false;
  if (method !== undefined && typeof method !== 'string') return false;
  return params === undefined || (isObject(params) && (params._meta === undefined || isObject(params._meta)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where we answer ourselves, an id must survive being read: a greater one would come back as another. */
export function refuseInexactId(id: string | number | undefined): void {
  if (typeof id === 'number' && Number.isInteger(id) && !Number.isSafeInteger(id))
    throw new BadMessage(400, -32600, 'Ids of requests are strings, or integers below 2^53');
}

/** A message that claims a modern revision in its `_meta` is modern; else its header tells; else it is legacy. */
function eraOf({ headers }: IncomingMessage, { params }: InboundMessage): Era {
  const claim = params?._meta?.[PROTOCOL_VERSION];
  const header = headers['mcp-protocol-version'];
  const version = typeof claim === 'string' ? claim : typeof header === 'string' ? header : null;
  return isModern(version) ? 'modern' : 'legacy';
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new BadMessage(400, -32700, `The body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function idOf(value: unknown): string | number | null {
  const { data } = z.looseObject({ id: z.union([z.string(), z.number()]) }).safeParse(value);
  return data?.id ?? null;
}
