import { Client, type Dispatcher } from 'undici';
import type { Lookup } from './checked-addresses.ts';
import { type Egress, guardedConnector } from './connector.ts';

/** A document as it was fetched. `url` is where it was in the end. */
export interface Fetched {
  url: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface FetchOptions {
  /** Names in lower case. Only `accept`, `accept-language` and `user-agent` go along to another origin. */
  headers?: Record<string, string>;
  signal?: AbortSignal;
  resolve?: Lookup | undefined;
  /** False: an answer that leads on is given as it is. */
  follow?: boolean;
}

/** A document with more bytes than are taken. */
export class DocumentTooLong extends Error {}

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CARRIED = new Set(['accept', 'accept-language', 'user-agent']);

/**
 * Gets a document that somebody wrote the address of. Follows up to three redirects, each checked as the first address
 * is: on another origin nothing counts that was allowed for the first one alone, and no secret goes along. Throws
 * `ConnectError` when it may not or cannot go there, and an `Error` that says what else was wrong: too long, too late,
 * redirected too often.
 */
export async function guardedFetch(
  url: string,
  egress: Egress,
  { headers = {}, signal, resolve, follow = true }: FetchOptions = {},
): Promise<Fetched> {
  const { fetchTimeoutMs: timeoutMs = 10_000, fetchBytes: maxBytes = 1024 * 1024 } = egress;
  const timeout = AbortSignal.timeout(timeoutMs);
  const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let hop: Hop = { url: webUrl(url, url), egress, headers };
  try {
    for (let hops = 0; ; hops += 1) {
      const fetched = await fetchOnce(hop, { signal: until, maxBytes, resolve });
      const { location } = fetched.headers;
      if (!follow || !REDIRECTS.has(fetched.status) || typeof location !== 'string') return fetched;
      if (hops === MAX_REDIRECTS) throw new Error(`${url} redirects more than ${MAX_REDIRECTS} times`);
      hop = nextHop(hop, webUrl(location, hop.url.href));
    }
  } catch (error) {
    if (timeout.aborted && !signal?.aborted) throw new Error(`no answer in ${timeoutMs} ms`, { cause: error });
    throw error;
  }
}

interface Hop {
  url: URL;
  egress: Egress;
  headers: Record<string, string>;
}

function webUrl(url: string, base: string): URL {
  const found = URL.canParse(url, base) ? new URL(url, base) : null;
  if (!found || !/^https?:$/.test(found.protocol)) throw new Error(`${url.slice(0, 200)} is no http or https URL`);
  return found;
}

/** What was allowed for one origin is not allowed for where it leads. */
function nextHop({ url: from, egress, headers }: Hop, url: URL): Hop {
  if (url.origin === from.origin) return { url, egress, headers };
  const { any: _any, at: _at, ...guarded } = egress;
  const carried = Object.entries(headers).filter(([name]) => CARRIED.has(name));
  return { url, egress: guarded, headers: Object.fromEntries(carried) };
}

async function fetchOnce(
  { url, egress, headers }: Hop,
  { signal, maxBytes, resolve }: { signal: AbortSignal; maxBytes: number; resolve: Lookup | undefined },
): Promise<Fetched> {
  const client = new Client(url.origin, { connect: guardedConnector(egress, {}, { resolve }), allowH2: false });
  try {
    const path = `${url.pathname}${url.search}`;
    const answer = await client.request({ method: 'GET', path, headers, signal });
    // An address that leads on is all that counts of a redirect.
    const body = REDIRECTS.has(answer.statusCode) ? Buffer.alloc(0) : await whole(answer.body, maxBytes);
    return { url: url.href, status: answer.statusCode, headers: answer.headers, body };
  } finally {
    await client.destroy();
  }
}

async function whole(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new DocumentTooLong(`the document is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
