import { setTimeout as later } from 'node:timers/promises';
import { isObject } from './json/json.ts';
import { ConnectError } from './net/connect-error.ts';
import type { Egress } from './net/connector.ts';
import { type Fetched, guardedFetch } from './net/guarded-fetch.ts';

/** A page of a registry's list. Its rows may be anything. */
export interface RegistryPage {
  servers: unknown[];
  /** Where the next page begins; null where there is none. */
  next: string | null;
  /** When it was answered, by the registry's clock; null where it does not say. */
  answeredAt: Date | null;
}

/** How a list is walked. What is left out is as the registry's API has it. */
export interface WalkOptions {
  egress: Egress;
  /** RFC 3339: only what changed later, deletions included. */
  updatedSince?: string | undefined;
  includeDeleted?: boolean;
  /** Where to begin: `next` of an earlier page. */
  cursor?: string | undefined;
  /** Rows a page; the API allows 100. */
  limit?: number;
  /** More than this is taken for a list without an end. */
  mostPages?: number;
  /** The pause between two pages, in milliseconds. */
  gapMs?: number;
  signal?: AbortSignal;
  sleep?: (ms: number) => Promise<unknown>;
  fetch?: (url: string) => Promise<Fetched>;
  /** The pauses before asking again, in milliseconds, where the registry names none; none when `fetch` is patient itself. */
  pausesMs?: readonly number[];
}

/** Why a list could not be walked to its end, in words for whoever asked. `status` is the registry's answer, if it gave one. */
export class WalkError extends Error {
  readonly status: number | null;
  constructor(message: string, { status = null, cause }: { status?: number | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'WalkError';
    this.status = status;
  }
}

const PAGE_BYTES = 32 * 1024 * 1024;
const CURSOR_CHARACTERS = 4096;

/**
 * Walks a list of the registry API (v0.1: `…/v0.1/servers`), page by page, as its reader asks for them. What fails for a
 * while is asked again, after the time that the registry names. Throws `WalkError`.
 */
export async function* walkRegistry(
  list: string,
  {
    cursor,
    mostPages = 100_000,
    gapMs = 200,
    sleep = (ms) => later(ms),
    pausesMs = PAUSES_MS,
    ...options
  }: WalkOptions,
): AsyncGenerator<RegistryPage, void, void> {
  const egress = { ...options.egress, fetchBytes: PAGE_BYTES, fetchTimeoutMs: options.egress.fetchTimeoutMs ?? 30_000 };
  const { signal } = options;
  const fetch =
    options.fetch ?? ((url) => guardedFetch(url, egress, { headers: HEADERS, ...(signal ? { signal } : {}) }));
  const seen = new Set<string>();
  let at = cursor;
  for (let pages = 0; ; pages += 1) {
    if (pages === mostPages) throw new WalkError(`${list} has more than ${mostPages} pages`);
    const url = pageAddress(list, { ...options, cursor: at });
    const page = pageIn(await patientFetch(url, { fetch, sleep, signal, pausesMs }), list);
    yield page;
    if (page.next === null) return;
    if (seen.has(page.next)) throw new WalkError(`${list} leads in a circle: it named the same next page twice`);
    seen.add(page.next);
    at = page.next;
    await sleep(gapMs);
  }
}

const HEADERS = { accept: 'application/json, application/problem+json', 'user-agent': 'mcp-service-registry' };

/** The list of a registry, which may be named by its base address, as hosts want it, or by the list itself. */
export function listAddress(registry: string): string {
  return `${baseAddress(registry)}/v0.1/servers`;
}

/** A registry's base address: what hosts are told, without a slash at its end. */
export function baseAddress(registry: string): string {
  const { origin, pathname } = new URL(registry);
  return origin + pathname.replace(/\/+$/, '').replace(/\/v0\.1(\/servers)?$/, '');
}

function pageAddress(
  list: string,
  {
    updatedSince,
    includeDeleted,
    cursor,
    limit,
  }: Pick<WalkOptions, 'updatedSince' | 'includeDeleted' | 'cursor' | 'limit'>,
): string {
  const url = new URL(list);
  if (limit !== undefined) url.searchParams.set('limit', String(limit));
  if (updatedSince !== undefined) url.searchParams.set('updated_since', updatedSince);
  if (includeDeleted) url.searchParams.set('include_deleted', 'true');
  if (cursor !== undefined) url.searchParams.set('cursor', cursor);
  return url.href;
}

const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000];
const LONGEST_PAUSE_MS = 5 * 60_000;
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

async function patientFetch(
  url: string,
  {
    fetch,
    sleep,
    signal,
    pausesMs,
  }: Required<Pick<WalkOptions, 'fetch' | 'sleep' | 'pausesMs'>> & { signal: AbortSignal | undefined },
): Promise<Fetched> {
  for (let tries = 0; ; tries += 1) {
    const pauseMs = pausesMs[tries];
    signal?.throwIfAborted();
    try {
      const answer = await fetch(url);
      if (answer.status === 200) return answer;
      const asked = retryAfterMs(answer.headers['retry-after']);
      if (!PASSING.has(answer.status) || pauseMs === undefined || (asked ?? 0) > LONGEST_PAUSE_MS)
        throw refusal(url, answer);
      await sleep(Math.max(asked ?? 0, pauseMs));
    } catch (error) {
      if (error instanceof WalkError) throw error;
      const isFinal = error instanceof ConnectError && error.step === 'private-address';
      if (isFinal || pauseMs === undefined || signal?.aborted) {
        const why = error instanceof Error ? error.message : String(error);
        throw new WalkError(`${url} cannot be read: ${why}`, { cause: error });
      }
      await sleep(pauseMs);
    }
  }
}

/** What `Retry-After` says, in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | string[] | undefined): number | null {
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

function refusal(url: string, { status, body }: Fetched): WalkError {
  const said = parsed(body);
  const detail = isObject(said) ? (said.detail ?? said.error) : undefined;
  const why = typeof detail === 'string' ? `: ${detail.slice(0, 300)}` : '';
  return new WalkError(`${url} answers with ${status}${why}`, { status });
}

/** The page in an answer. Older registries wrote `next_cursor`. */
function pageIn({ body, headers }: Fetched, list: string): RegistryPage {
  const value = parsed(body);
  if (!isObject(value) || !Array.isArray(value.servers)) {
    throw new WalkError(`${list} answers with something else than a list of servers: is it a registry's address?`);
  }
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const next = metadata.nextCursor ?? metadata.next_cursor;
  if (typeof next === 'string' && next.length > CURSOR_CHARACTERS) {
    throw new WalkError(
      `${list} names a next page in ${next.length} characters; at most ${CURSOR_CHARACTERS} are taken`,
    );
  }
  const date = typeof headers.date === 'string' ? new Date(headers.date) : null;
  return {
    servers: value.servers,
    next: typeof next === 'string' && next !== '' ? next : null,
    answeredAt: date && !Number.isNaN(date.getTime()) ? date : null,
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
