import { UpstreamFault } from '../fault.ts';
import {
  DEFAULT_HTTP_LIMITS,
  faultOf,
  type HttpAnswer,
  type HttpLimits,
  HttpOrigin,
  type HttpTarget,
  headerOf,
} from '../http.ts';
import { refusalOf } from '../refusal.ts';
import type { RestRequest } from './request.ts';

const MAX_REDIRECTS = 5;

/** A REST service at its address: sends requests with the operator's headers, and follows redirects within its origin. */
export class RestOrigin {
  readonly http: HttpOrigin;
  /** Below this everything is: its path, and a query that goes with each request. */
  readonly base: URL;
  /** Headers that the operator set, by name in lower case. */
  readonly ownHeaders: Record<string, string>;
  readonly maxAnswerBytes: number;
  #closed = false;

  constructor({ headers, ...target }: HttpTarget, limits: Partial<HttpLimits> = {}) {
    const all = { ...DEFAULT_HTTP_LIMITS, ...limits };
    this.http = new HttpOrigin({ ...target, headers: {} }, all);
    this.base = this.http.url;
    this.maxAnswerBytes = all.maxAnswerBytes;
    this.ownHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  }

  /** The path of something below the service's address: `/health`. */
  pathOf(path: string): string {
    return `${this.base.pathname.replace(/\/+$/, '')}${path}${this.base.search}`;
  }

  /**
   * One exchange. A redirect to another origin is not followed: it is the answer. Throws `UpstreamFault` when no answer
   * begins, or the signal's own reason.
   */
  async send(request: RestRequest, signal: AbortSignal): Promise<HttpAnswer> {
    if (this.#closed) throw new UpstreamFault('tcp', 'the connection was closed', { executed: 'no' });
    let { method, path, body } = request;
    // A credential of the operation's own is more to the point than what is set for all.
    let headers = { ...this.ownHeaders, ...withCookies(request.headers, this.ownHeaders) };
    for (let hops = 0; ; hops += 1) {
      const answer = await this.http.exchange(method, path, headers, {
        ...(body === undefined ? {} : { body }),
        signal,
      });
      const next = hops < MAX_REDIRECTS ? this.#redirected(answer, path) : null;
      if (next === null) return answer;
      await answer.body.dump().catch(() => {});
      path = next;
      // As browsers do (Fetch, HTTP-redirect fetch): 307 and 308 repeat the request, the others ask by GET.
      if (answer.status === 303 ? method !== 'HEAD' : answer.status < 303 && method === 'POST') {
        method = 'GET';
        body = undefined;
        const { 'content-type': _type, ...others } = headers;
        headers = others;
      }
    }
  }

  async get(path: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.send({ method: 'GET', path, headers: { accept: 'application/json, */*;q=0.8', ...headers } }, signal);
  }

  /**
   * Asks for the service's health. False when it has no such page, which says nothing of it. Throws `UpstreamFault` with
   * the reason when it is not well.
   */
  async isHealthy(healthPath: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.get(this.pathOf(healthPath), signal);
    if (answer.status === 404) {
      await answer.body.dump().catch(() => {});
      return false;
    }
    if (answer.status >= 300) throw await refusalOf(answer);
    await answer.body.dump().catch(() => {});
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.http.close();
  }

  #redirected(answer: HttpAnswer, from: string): string | null {
    const location = headerOf(answer, 'location');
    if (!REDIRECTS.has(answer.status) || location === '' || !URL.canParse(location, `${this.base.origin}${from}`))
      return null;
    const { origin, pathname, search } = new URL(location, `${this.base.origin}${from}`);
    return origin === this.base.origin ? `${pathname}${search}` : null;
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The operator's cookies go with those of the request. */
function withCookies(headers: Record<string, string>, own: Record<string, string>): Record<string, string> {
  if (headers.cookie === undefined || own.cookie === undefined) return headers;
  return { ...headers, cookie: `${own.cookie}; ${headers.cookie}` };
}

/** A body as read: whole, or as much of it as was allowed. */
export async function readBytes({ body }: HttpAnswer, maxBytes: number): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isWhole: false };
    }
  } catch (error) {
    throw faultOf(error);
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}
