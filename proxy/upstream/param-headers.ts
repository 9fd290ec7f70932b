import type { Message } from './message.ts';

/**
 * `Mcp-Param-*`: arguments that a tool's `inputSchema` marks with `x-mcp-header`, repeated as HTTP headers so that what
 * stands between can route by them (MCP 2026-07-28, transports, custom headers). A client computes them, a server checks.
 */
const PREFIX = 'Mcp-Param-';
/** The keyword that marks an argument, with the rest of its header's name. */
export const MARK = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** One argument that is repeated: where it stands, and in which header. */
interface Repeated {
  path: string[];
  header: string;
  isNumber: boolean;
}

const NONE: Repeated[] = [];

/** The tools of one upstream that have such arguments, as it last listed them. */
export class ParamHeaders {
  readonly #tools = new Map<string, Repeated[]>();

  /** Takes in a result of `tools/list`, or one page of it; without looking for marks where there can be none. */
  learn({ tools }: Record<string, unknown>, mayHaveMarks = true): void {
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      if (isObject(tool) && typeof tool.name === 'string')
        this.#tools.set(tool.name, mayHaveMarks ? repeatedOf(tool.inputSchema) : NONE);
    }
  }

  knows(tool: unknown): boolean {
    return typeof tool === 'string' && this.#tools.has(tool);
  }

  /** The headers that a message must carry; none for a tool that was not listed yet. */
  of({ method, params }: Message): Record<string, string> {
    const repeated = method === 'tools/call' ? this.#tools.get(String(params?.name)) : undefined;
    if (!repeated || repeated.length === 0) return {};
    return Object.fromEntries(
      repeated.flatMap(({ path, header }) => {
        const value = textOf(valueAt(params?.arguments, path));
        return value === undefined ? [] : [[header, headerValue(value)]];
      }),
    );
  }
}

/** A header that is missing or says something else than the body; null when all agree. Superfluous headers are passed over. */
export function paramMismatch(
  inputSchema: unknown,
  args: unknown,
  headers: Record<string, string | string[] | undefined>,
): { header: string; body: string } | null {
  for (const { path, header, isNumber } of repeatedOf(inputSchema)) {
    const value = valueAt(args, path);
    const expected = textOf(value);
    if (expected === undefined) continue;
    const sent = headers[header.toLowerCase()];
    const said = typeof sent === 'string' ? decodedHeader(sent) : undefined;
    if (said === expected || (isNumber && said !== undefined && DECIMAL.test(said) && Number(said) === value)) continue;
    return { header, body: `${path.join('.')} is ${JSON.stringify(value)}` };
  }
  return null;
}

/** Whether it can be the rest of a header's name. */
export function isHeaderName(name: unknown): name is string {
  return typeof name === 'string' && TOKEN.test(name);
}

/** Text as a header's value: visible ASCII as it is, anything else as `=?base64?…?=`. */
export function headerValue(text: string): string {
  const plain = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !SEALED.test(text);
  return plain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

const SEALED = /^=\?base64\?(.*)\?=$/s;
const CANONICAL_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** What a header's value says; undefined when it claims to be Base64 and is none. */
function decodedHeader(value: string): string | undefined {
  const sealed = SEALED.exec(value)?.[1];
  if (sealed === undefined) return value;
  if (!CANONICAL_BASE64.test(sealed)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(sealed, 'base64'));
  } catch {
    return undefined;
  }
}

/** Marks are looked for where the specification allows them: on named properties, however deep. A broken mark is none. */
function repeatedOf(schema: unknown, path: string[] = []): Repeated[] {
  if (!isObject(schema) || path.length > MAX_DEPTH) return [];
  const { [MARK]: name, type, properties } = schema;
  const isMarked = path.length > 0 && isHeaderName(name) && TYPES.has(String(type));
  const own = isMarked ? [{ path, header: `${PREFIX}${name}`, isNumber: type === 'integer' || type === 'number' }] : [];
  if (!isObject(properties)) return own;
  return [...own, ...Object.entries(properties).flatMap(([key, value]) => repeatedOf(value, [...path, key]))];
}

/** `number` is not allowed to be marked, but a server must check even that. */
const TYPES = new Set(['string', 'integer', 'boolean', 'number']);
const MAX_DEPTH = 32;

function valueAt(args: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    args,
  );
}

/** A primitive as text. Nothing for what has no exact text, and for null, which is not repeated. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
