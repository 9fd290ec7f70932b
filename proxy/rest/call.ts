import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { isObject } from '../../catalog/json/json.ts';
import { readBody } from '../body.ts';
import { ProxyError } from '../error.ts';
import { callTool, type ToolCall } from '../routing/call.ts';
import { HttpCaller } from '../routing/caller.ts';
import type { Router } from '../routing/router.ts';

/** A tool's arguments, or its result: what is in them is its server's business. */
export const Arguments = z.record(z.string(), z.unknown());

/** What to call, and with what: `args`, which may also be called `arguments`. */
export const CallBody = z
  .strictObject({
    tool: z.string().min(1).max(500),
    args: Arguments.optional(),
    arguments: Arguments.optional(),
    /** How long it may take, in milliseconds: at most as long as its service allows. */
    timeoutMs: z.number().min(1).optional(),
  })
  .refine((body) => body.args === undefined || body.arguments === undefined, {
    message: 'give either args or arguments, not both',
    path: ['arguments'],
  })
  .meta({ id: 'Call' });

const PATH = /^\/api\/services\/([^/?]+)\/call(?:\?|$)/;

/** The encoded service name of a call's path; undefined for every other path. */
export function callPath(url: string): string | undefined {
  return PATH.exec(url)?.[1];
}

/** Answers a call over `node:http` itself: this is a hot path. Throws `ProxyError`. */
export async function answerCall(
  router: Router,
  encodedName: string,
  request: IncomingMessage,
  response: ServerResponse,
  { bodyBytes }: { bodyBytes: number },
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    throw new ProxyError('method_not_allowed', 'A tool is called by POST');
  }
  const service = router.resolve(decodedName(encodedName));
  const { tool, args, timeoutMs } = await readCall(request, bodyBytes);
  const outcome = await callTool(service, { tool, args, timeoutMs, caller: new HttpCaller(response) });
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(outcome.text),
    'cache-control': 'no-store',
    'mcp-instance': outcome.instanceId,
    'mcp-attempts': String(outcome.attempts),
    'server-timing': `upstream;dur=${outcome.upstreamMs.toFixed(1)}, total;dur=${outcome.totalMs.toFixed(1)}`,
  });
  response.end(outcome.text);
}

async function readCall(request: IncomingMessage, bodyBytes: number): Promise<Omit<ToolCall, 'caller'>> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i.test(contentType)) {
    throw new ProxyError('unsupported_media_type', 'Send JSON, with content-type: application/json');
  }
  const body = parsed(await readBody(request, bodyBytes));
  if (isPlainCall(body)) return body;
  const { data, error } = CallBody.safeParse(body);
  if (!data) {
    const errors = error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(''),
      message,
    }));
    const detail = `The body must be { "tool": …, "args": { … } }: ${errors.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`;
    throw new ProxyError('invalid_request', detail, { errors });
  }
  return { tool: data.tool, args: data.args ?? data.arguments ?? {}, timeoutMs: data.timeoutMs };
}

/** A call as most are, told in a tenth of the schema's time: `tool` and `args`, and nothing else. */
function isPlainCall(body: unknown): body is { tool: string; args: Record<string, unknown> } {
  if (!isObject(body) || !isObject(body.args) || Object.keys(body).length !== 2) return false;
  return typeof body.tool === 'string' && body.tool.length > 0 && body.tool.length <= 500;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProxyError('invalid_request', `The body is not JSON: ${why}`, { cause });
  }
}

/** A name out of a path. Throws `invalid_request` when it is not encoded as a URL should be. */
export function decodedName(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch (cause) {
    throw new ProxyError('invalid_request', 'The path is not encoded as a URL should be', { cause });
  }
}
