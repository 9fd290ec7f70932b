import { isObject } from '../../../catalog/json/json.ts';
import { ask, readText, TooLong } from './ask.ts';

/** A service of the proxy, as far as the page shows it. */
export interface Service {
  name: string;
  server: string;
  inCatalog: boolean;
  title: string;
  health: string;
  reason: string;
}

export interface Tool {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
  readOnly: boolean;
  destructive: boolean;
  /** Why its calls are refused; empty where they are not. */
  quarantine: string;
}

/** What the proxy says went wrong (RFC 9457): see `proxy/error.ts`. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  retryable: boolean;
  executed: string;
  attempts: number;
  retryAfterMs: number | null;
  suggestions: string[];
  errors: { pointer: string; message: string }[];
}

/** How a call ended. `ms` is what the browser waited. */
export type Outcome = { ms: number } & (
  | {
      kind: 'answered';
      result: Record<string, unknown>;
      text: string;
      instance: string;
      attempts: number;
      timing: Timing;
    }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'unheard'; words: string }
  | { kind: 'cancelled' }
);

/** Milliseconds: what the tool took, and the proxy with it. Null where the proxy did not say. */
export interface Timing {
  upstreamMs: number | null;
  totalMs: number | null;
}

/**
 * The proxy that this page calls: the one that serves the page, which says so in a header (RFC 8631), else the one that
 * the registry names; null for none.
 */
export async function findProxy(named: string | null, fetcher = fetch): Promise<string | null> {
  const { origin, href } = location;
  if (named !== null && new URL(named).origin === origin) return withoutSlash(named);
  const answer = await fetcher(href.split('#')[0] ?? href, { method: 'HEAD' }).catch(() => null);
  const served = answer?.headers.get('link')?.includes('</openapi.json>; rel="service-desc"');
  return served ? origin : named === null ? null : withoutSlash(named);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

export async function listServices(proxy: string, token: string): Promise<Service[]> {
  const services = await listAt(`${proxy}/api/services`, 'services', token);
  return services.map((service) => ({
    name: text(service.name),
    server: text(service.server),
    inCatalog: service.inCatalog === true,
    title: text(service.title),
    health: text(service.health),
    reason: text(service.reason),
  }));
}

export async function listTools(proxy: string, service: string, token: string): Promise<Tool[]> {
  const tools = await listAt(`${proxy}/api/services/${encodeURIComponent(service)}/tools`, 'tools', token);
  return tools.map(({ name, description, input_schema, annotations, quarantine }) => {
    const hints = isObject(annotations) ? annotations : {};
    const readOnly = hints.readOnlyHint === true;
    return {
      name: text(name),
      description: text(description),
      inputSchema: isObject(input_schema) ? input_schema : {},
      readOnly,
      destructive: !readOnly && hints.destructiveHint !== false,
      quarantine: isObject(quarantine) ? text(quarantine.reason) || 'quarantined' : '',
    };
  });
}

interface Call {
  proxy: string;
  service: string;
  tool: string;
  args: Record<string, unknown>;
  token: string;
}

/** Makes one call. Never throws: how it ended is what it returns. */
export async function callTool({ proxy, service, tool, args, token }: Call, signal: AbortSignal): Promise<Outcome> {
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  try {
    const response = await ask(`${proxy}/api/services/${encodeURIComponent(service)}/call`, token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tool, args }),
      signal,
    });
    const answer = await readText(response);
    const ms = since();
    const body = parsed(answer);
    if (!response.ok) return { kind: 'refused', ms, refusal: refusalOf(response, body, answer) };
    if (!isObject(body)) return { kind: 'unheard', ms, words: strangerWords(response) };
    const { headers } = response;
    return {
      kind: 'answered',
      ms,
      result: body,
      text: answer,
      instance: headers.get('mcp-instance') ?? '',
      attempts: Number(headers.get('mcp-attempts') ?? 1),
      timing: timingOf(headers.get('server-timing') ?? ''),
    };
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled', ms: since() };
    return { kind: 'unheard', ms: since(), words: error instanceof TooLong ? error.message : unheardWords(proxy) };
  }
}

/** `fetch` tells a page nothing of a refusal by CORS, so that both causes are named. */
export function unheardWords(proxy: string): string {
  return `${hostOf(proxy)} did not answer, or does not let this page call it. Check that the proxy runs, and that "allowedOrigins" in its proxy.config.json has "${location.origin}".`;
}

/** What answers as no proxy does: a host of files at its address, say, or a gateway before it that has a page for each fault. */
function strangerWords(response: Response): string {
  const what = isPage(response) ? 'a page' : 'something else';
  return `${hostOf(response.url)} answered with ${what} (HTTP ${response.status}), as no proxy of ours does. Check that it runs at this address, and what stands before it.`;
}

function isPage({ headers }: Response): boolean {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '');
}

/** `upstream;dur=1.5, total;dur=2.0` (W3C Server Timing). */
export function timingOf(header: string): Timing {
  const durations = new Map(
    [...header.matchAll(/(?:^|,)\s*([\w-]+)[^,]*?;\s*dur=([\d.]+)/g)].map(([, name, dur]) => [name, Number(dur)]),
  );
  return { upstreamMs: durations.get('upstream') ?? null, totalMs: durations.get('total') ?? null };
}

/** A list that could not be had, in the proxy's words where it gave some. */
export class Unlisted extends Error {}

/** A list that the proxy answers with. Throws `Unlisted`. */
async function listAt(url: string, name: string, token: string): Promise<Record<string, unknown>[]> {
  const response = await ask(url, token, {}).catch(() => null);
  if (!response) throw new Unlisted(unheardWords(url));
  const answer = await readText(response);
  const body = parsed(answer);
  if (!response.ok) throw new Unlisted(refusalOf(response, body, answer).detail);
  const list = isObject(body) ? body[name] : undefined;
  if (!Array.isArray(list)) throw new Unlisted(strangerWords(response));
  return list.filter(isObject);
}

function refusalOf(response: Response, body: unknown, answer: string): Refusal {
  const { status } = response;
  const said = isPage(response) ? strangerWords(response) : answer.slice(0, 500);
  const problem = isObject(body) ? body : {};
  const errors = Array.isArray(problem.errors) ? problem.errors.filter(isObject) : [];
  return {
    status,
    code: text(problem.code) || `HTTP ${status}`,
    detail: text(problem.detail) || text(problem.error) || said || 'It gave no reason.',
    retryable: problem.retryable === true,
    executed: text(problem.executed) || 'maybe',
    attempts: typeof problem.attempts === 'number' ? problem.attempts : 0,
    retryAfterMs: typeof problem.retryAfterMs === 'number' ? problem.retryAfterMs : null,
    suggestions: Array.isArray(problem.suggestions) ? problem.suggestions.map(text).filter(Boolean) : [],
    errors: errors.map(({ pointer, message }) => ({ pointer: text(pointer), message: text(message) })),
  };
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
