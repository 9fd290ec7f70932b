/** What the upstream of every measurement offers: `name` is the path it is at, and its first tool is the one that is called. */
export const TOOL_COUNTS = { ten: 10, many: 500 } as const;

/** Tools on one page of a list. */
const PAGE = 50;

/** Stands in every answer to a call: an answer without it is none. */
export const MARK = 'as measured';

const ANSWER = JSON.stringify([
  {
    type: 'text',
    text: `Oslo: 4 °C, light rain, wind 6 m/s from the south-west, ${MARK}. ${'Tomorrow the same. '.repeat(8)}`,
  },
]);
const MODERN = '2026-07-28';
const SERVER = { name: 'bench', version: '1.0.0' };
const META = { _meta: { 'io.modelcontextprotocol/serverInfo': SERVER } };
const COMPLETE = { resultType: 'complete', ttlMs: 60_000, cacheScope: 'public', ...META };
const DISCOVERY = { ...COMPLETE, supportedVersions: [MODERN, '2025-11-25'], capabilities: { tools: {} } };
const CALLED = {
  modern: `{"resultType":"complete","content":${ANSWER},"_meta":${JSON.stringify(META._meta)}}`,
  legacy: `{"content":${ANSWER}}`,
};

/** A request as it came, of which nothing is checked: this server is to cost as little as it can. */
export interface Asked {
  id?: string | number;
  method: string;
  params?: { cursor?: string; protocolVersion?: string; _meta?: Record<string, unknown> };
}

/** The answer's text, of either era; null where there is none to give. */
export function answerTo({ id, method, params }: Asked, tools: number): string | null {
  if (id === undefined) return null;
  const isModern = params?._meta?.['io.modelcontextprotocol/protocolVersion'] === MODERN;
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${outcome(method, params ?? {}, { tools, isModern })}}`;
}

function outcome(
  method: string,
  params: NonNullable<Asked['params']>,
  { tools, isModern }: { tools: number; isModern: boolean },
): string {
  if (method === 'tools/call') return `"result":${isModern ? CALLED.modern : CALLED.legacy}`;
  if (method === 'tools/list') return `"result":${page(Number(params.cursor ?? 0), tools, isModern)}`;
  if (method === 'server/discover') return `"result":${JSON.stringify(DISCOVERY)}`;
  if (method === 'ping') return '"result":{}';
  if (method === 'initialize')
    return `"result":${JSON.stringify({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: SERVER })}`;
  return '"error":{"code":-32601,"message":"Method not found"}';
}

const pages = new Map<string, string>();

/** Made once: what is measured is how lists pass, not how they are made. */
function page(start: number, tools: number, isModern: boolean): string {
  const key = `${start} ${tools} ${isModern}`;
  const known = pages.get(key);
  if (known) return known;
  const end = Math.min(start + PAGE, tools);
  const definitions = Array.from({ length: end - start }, (_, index) => definition(start + index));
  const made = JSON.stringify({
    tools: definitions,
    ...(end < tools ? { nextCursor: String(end) } : {}),
    ...(isModern ? COMPLETE : {}),
  });
  pages.set(key, made);
  return made;
}

function definition(index: number): object {
  return {
    name: `forecast_${index}`,
    description: `The weather at a place for the next ${index + 1} hours: temperature, rain and wind, hour by hour.`,
    inputSchema: {
      type: 'object',
      properties: {
        city: { type: 'string', description: 'The name of the place, in its own language' },
        units: { type: 'string', enum: ['metric', 'imperial'], default: 'metric' },
        hours: { type: 'integer', minimum: 1, maximum: 240 },
      },
      required: ['city'],
    },
    annotations: { readOnlyHint: true },
  };
}
