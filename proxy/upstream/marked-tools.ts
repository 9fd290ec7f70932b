import { isObject } from '../../catalog/json/json.ts';
import type { ReceivedMessage } from './message.ts';
import { isHeaderName, MARK } from './param-headers.ts';

/**
 * A result of `tools/list` as it came, or without the tools whose `x-mcp-header` marks break the rules: a client must not
 * offer those, since nobody could call them as their server means (MCP 2026-07-28, tools, `x-mcp-header`).
 */
export function withoutMismarked(received: ReceivedMessage): ReceivedMessage {
  const { message, inReplyTo } = received;
  const listed = message.result?.tools;
  if (!Array.isArray(listed) || !mayHaveMarks(received.text)) return received;
  const tools = listed.filter((tool) => !isObject(tool) || !isMismarked(tool.inputSchema));
  if (tools.length === listed.length) return received;
  const rest = { ...message, result: { ...message.result, tools } };
  return { message: rest, text: JSON.stringify(rest), inReplyTo };
}

/** Whether there can be marks in a list, as text. Most lists have none, and to walk them costs more than to read them. Escaped, a mark would not look like one. */
export function mayHaveMarks(text: string): boolean {
  return text.includes(MARK) || text.includes('\\u');
}

/** Names must be unique, whatever their case. */
function isMismarked(inputSchema: unknown): boolean {
  const marks = marksIn(inputSchema);
  const names = new Set(marks.map(({ name }) => String(name).toLowerCase()));
  return names.size < marks.length || marks.some(({ isAllowed }) => !isAllowed);
}

interface Mark {
  name: unknown;
  isAllowed: boolean;
}

/** Every mark, wherever it is: it may stand on a named property, however deep, and nowhere else. */
function marksIn(schema: unknown, isProperty = false, isReachable = true, depth = 0): Mark[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(schema)) return schema.flatMap((each) => marksIn(each, false, false, depth + 1));
  if (!isObject(schema)) return [];
  const { [MARK]: name, properties, ...others } = schema;
  const isAllowed = isReachable && isProperty && isHeaderName(name) && TYPES.has(String(schema.type));
  // Where schemas are named, one may go by the very name of the mark.
  const own = name === undefined || (isObject(name) && !isProperty) ? [] : [{ name, isAllowed }];
  const named = isObject(properties) ? Object.values(properties) : [];
  return [
    ...own,
    ...named.flatMap((each) => marksIn(each, true, isReachable, depth + 1)),
    ...Object.entries(others).flatMap(([key, each]) => (VALUES.has(key) ? [] : marksIn(each, false, false, depth + 1))),
  ];
}

const TYPES = new Set(['string', 'integer', 'boolean']);
/** Keywords that hold values, which only look like schemas. */
const VALUES = new Set(['const', 'default', 'enum', 'example', 'examples']);
const MAX_DEPTH = 64;
