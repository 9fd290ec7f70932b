import * as z from 'zod';

/** A JSON-RPC 2.0 message, as MCP uses it: no batches, ids are strings or numbers. */
export const Message = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).nullish(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({ code: z.number(), message: z.string(), data: z.unknown().optional() }).optional(),
});
export type Message = z.infer<typeof Message>;

/** A message, and the very text it came as. */
export interface ReceivedMessage {
  message: Message;
  text: string;
  /** The id of our request on whose own stream this came; unknown where all share one stream. */
  inReplyTo?: string | number | undefined;
}

/** Reads one message; null for what is none. */
export function readMessage(text: string): ReceivedMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? { message: value, text } : null;
  } catch {
    return null;
  }
}

/** The same as the schema says, in a tenth of the time: every answer comes by here. */
function isMessage(value: unknown): value is Message {
  if (!isObject(value) || value.jsonrpc !== '2.0') return false;
  const { id, method, params, result, error } = value;
  if (id !== undefined && id !== null && typeof id !== 'string' && !(typeof id === 'number' && Number.isFinite(id)))
    return false;
  if (method !== undefined && typeof method !== 'string') return false;
  if (params !== undefined && !isObject(params)) return false;
  if (result !== undefined && !isObject(result)) return false;
  return (
    error === undefined || (isObject(error) && typeof error.code === 'number' && typeof error.message === 'string')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The text of one member of a JSON object, untouched: numbers keep their digits, objects their order and their spaces.
 * The text must be valid JSON. Undefined when there is no such member; the last one counts when there are several.
 */
export function memberText(json: string, name: string): string | undefined {
  const span = memberSpan(json, name);
  return span && json.slice(...span);
}

/** Where that text begins and ends. */
export function memberSpan(json: string, name: string): [number, number] | undefined {
  const wanted = JSON.stringify(name);
  let found: [number, number] | undefined;
  let at = json.indexOf('{') + 1;
  while (at > 0 && at < json.length) {
    at = skipSpace(json, at);
    if (json[at] === '}') break;
    const keyEnd = endOfString(json, at);
    const key = json.slice(at, keyEnd);
    const start = skipSpace(json, json.indexOf(':', keyEnd) + 1);
    const end = endOfValue(json, start);
    if (key === wanted) found = [start, end];
    at = skipSpace(json, end);
    if (json[at] !== ',') break;
    at += 1;
  }
  return found;
}

function skipSpace(json: string, at: number): number {
  let next = at;
  while (next < json.length && json.charCodeAt(next) <= 32) next += 1;
  return next;
}

/** The place behind a string that begins at `at`. */
function endOfString(json: string, at: number): number {
  for (let next = at + 1; next < json.length; next += 1) {
    const code = json.charCodeAt(next);
    if (code === 92) next += 1;
    else if (code === 34) return next + 1;
  }
  return json.length;
}

/** The place behind a value that begins at `at`, without what follows it. */
function endOfValue(json: string, at: number): number {
  let depth = 0;
  for (let next = at; next < json.length; next += 1) {
    const code = json.charCodeAt(next);
    if (code === 34) next = endOfString(json, next) - 1;
    else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) {
      if (depth === 0) return trimmedEnd(json, next);
      depth -= 1;
      if (depth === 0) return next + 1;
    } else if (code === 44 && depth === 0) return trimmedEnd(json, next);
  }
  return json.length;
}

function trimmedEnd(json: string, end: number): number {
  let last = end;
  while (last > 0 && json.charCodeAt(last - 1) <= 32) last -= 1;
  return last;
}
