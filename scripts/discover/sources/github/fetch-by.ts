import type { Fetched } from '../../../../catalog/net/guarded-fetch.ts';
import { DocumentTooLong } from '../../../../catalog/net/guarded-fetch.ts';
import { EnoughAsked } from '../../polite/polite-fetch.ts';
import type { Around } from '../../source.ts';
import type { Allowance } from './allowance.ts';

/** Something that is not to be asked for again, for the reason that is its cause: octokit takes it for an abort. */
export class NotAgain extends Error {
  override readonly name = 'AbortError';
}

const BODILESS = new Set([204, 205, 304]);

/**
 * `fetch` for octokit, by which it gets in turn, within the source's budget, over the guarded connector, and by mark what
 * was had before: octokit sees the answer that was kept, and GitHub counts nothing.
 */
export function fetchBy(get: Around['get'], allowance: Allowance): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    try {
      allowance.check(url);
      const headers = Object.fromEntries(new Headers(init?.headers));
      const got = await get(url, { headers, isOperators: true, isOnce: true, isKept: isDocument(url) });
      allowance.note(got.headers);
      const body = BODILESS.has(got.status) ? null : new Uint8Array(got.body);
      return new Response(body, { status: got.status, headers: flat(got.headers) });
    } catch (cause) {
      if (cause instanceof EnoughAsked || cause instanceof DocumentTooLong || init?.signal?.aborted)
        throw new NotAgain('not again', { cause });
      throw cause;
    }
  };
}

/** Files and repositories are kept; results of searches and lists are long, and other ones each time. */
function isDocument(url: string): boolean {
  return !/\/(?:search|users)\//.test(new URL(url).pathname);
}

function flat(headers: Fetched['headers']): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}
