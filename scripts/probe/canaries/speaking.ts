import type { IncomingMessage, RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import { sendJson } from './serving.ts';

/** What a canary answers to a method: the answer's own part of a JSON-RPC message, at once or after a while. */
export type Answers = Record<string, () => object | Promise<object>>;

const Message = z.looseObject({ id: z.union([z.string(), z.number()]).optional(), method: z.string().optional() });

export const SONG: ToolDefinition = {
  name: 'sing',
  description: 'Sings what it is given',
  inputSchema: { type: 'object', properties: { words: { type: 'string' } }, required: ['words'] },
};

/** A server of 2026-07-28, over streamable HTTP, that answers these methods beside the one that every such server has. */
export function speaking(answers: Answers): RequestListener {
  const meets = () => ({
    result: { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { tools: {} } },
  });
  return async (request, response) => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const answer = await answerTo(request, { 'server/discover': meets, ...answers });
    if (answer) sendJson(response, 200, answer);
    else response.writeHead(202).end();
  };
}

/** The list of some tools, as a result of 2026-07-28. */
export function listing(tools: unknown[]): object {
  return { result: { resultType: 'complete', tools } };
}

/** The answer to a request; null where it was a notification, or no message at all: there is none. */
export async function answerTo(request: IncomingMessage, answers: Answers): Promise<object | null> {
  const { id, method = '' } = Message.catch({}).parse(await json(request).catch(() => null));
  if (id === undefined) return null;
  const unknown = () => ({ error: { code: -32601, message: `Method not found: ${method}` } });
  return { jsonrpc: '2.0', id, ...(await (answers[method] ?? unknown)()) };
}
