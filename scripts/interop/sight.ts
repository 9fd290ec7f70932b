import { deepEqual } from 'node:assert/strict';
import * as z from 'zod';
import { type Call, type Kind, type OpenClient, openClient, type Place, type Tool } from './clients.ts';

/** What one client saw of a server: its tools, and what it answered to one call. */
export interface Sight {
  revision: string | undefined;
  tools: Tool[];
  answer: unknown;
}

/** Connects, lists, calls, and leaves. */
export async function see(kind: Kind, place: Place, call: Call): Promise<Sight> {
  await using client = await openClient(kind, place);
  return await look(client, call); // before it leaves
}

/** Lists and calls, as a client that is connected. */
export async function look(client: OpenClient, call: Call): Promise<Sight> {
  const tools = (await client.listTools()).map(comparableTool);
  return { revision: client.revision, tools, answer: comparableAnswer(await client.call(call)) };
}

const Problem = z.looseObject({ upstream: z.object({ code: z.int(), message: z.string() }) });
const Refused = z.looseObject({ isError: z.literal(true), structuredContent: Problem });

/**
 * An answer without what only the way here added: 2026 says who answers, and that the answer is whole. Where a refusal of
 * the server had to become a result, it is the refusal again.
 */
export function comparableAnswer(answer: unknown): unknown {
  const refusal = Refused.safeParse(answer).data?.structuredContent ?? Problem.safeParse(answer).data;
  if (refusal) return { code: refusal.upstream.code, message: refusal.upstream.message };
  const { _meta = {}, resultType, ...rest } = Answer.parse(answer);
  const { 'io.modelcontextprotocol/serverInfo': _server, ...meta } = _meta;
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}

const Answer = z.looseObject({
  _meta: z.record(z.string(), z.unknown()).optional(),
  resultType: z.literal('complete').optional(),
});

/** A tool without `execution`, which 2026 has no more. */
function comparableTool({ execution, ...tool }: Tool): Tool {
  return tool;
}

/** Throws when two lists differ in more than their order. */
export function sameTools(found: Tool[], expected: Tool[]): void {
  const byName = (tools: Tool[]) => tools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  deepEqual(byName(found), byName(expected));
}
