import type { Octokit } from 'octokit';
import { GITHUB_API } from '../../../../catalog/publish/github/repository.ts';
import { EnoughAsked } from '../../polite/polite-fetch.ts';
import type { Around } from '../../source.ts';
import { Allowance } from './allowance.ts';
import { fetchBy, NotAgain } from './fetch-by.ts';

/** GitHub's REST API, as far as it is read. */
export interface Github {
  hasToken: boolean;
  /** The most that one search gives, and the most on one page. */
  most: { results: number; onPage: number };
  /**
   * Asks something; null where it is not there. Limits are waited for up to `politeness.longestWaitMs`, and what fails on
   * GitHub's side is asked for again. Throws `EnoughAsked` when GitHub is to be left alone from now on, else an `Error`
   * that says what was asked, and never holds the token.
   */
  ask<Answer>(act: (octokit: Octokit) => Promise<Answer>): Promise<Answer | null>;
}

export interface ClientOptions {
  /** What GitHub, or a pause before asking again, calls a second, in milliseconds. */
  secondMs?: number;
  most?: Github['most'];
}

/** However many there are: https://docs.github.com/en/rest/search/search */
const MOST = { results: 1000, onPage: 100 };

const RETRIES = 2;
const GONE = new Set([404, 410, 451]);
/** 403 and 429 are for the throttling; of the others, asking again changes nothing. */
const FINAL = [400, 401, 403, 404, 409, 410, 422, 429, 451];
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** octokit over this source's polite way out, with its throttling and second tries. */
export async function githubClient(
  { env, get, settings, signal }: Pick<Around, 'env' | 'get' | 'settings' | 'signal'>,
  { secondMs = 1000, most = MOST }: ClientOptions = {},
): Promise<Github> {
  const { Octokit, RequestError } = await import('octokit');
  const { GITHUB_API_URL: api = GITHUB_API, GITHUB_TOKEN: token = '' } = env;
  const { longestWaitMs } = settings.politeness;
  // octokit waits for limits whatever happens meanwhile.
  const stopped = new Promise<never>((_resolve, stop) => {
    signal.addEventListener('abort', () => stop(signal.reason), { once: true });
  });
  stopped.catch(() => {});
  let isOver = '';
  const isWorthWaiting = (seconds: number, _options: unknown, _octokit: unknown, tries: number): boolean => {
    const isPatient = seconds * 1000 <= longestWaitMs && tries < RETRIES;
    if (!isPatient) isOver = `GitHub wants to be left alone for ${seconds} s`;
    return isPatient;
  };
  const octokit = new Octokit({
    ...{ baseUrl: api, log: SILENT, ...(token === '' ? {} : { auth: token }) },
    request: { fetch: fetchBy(get, new Allowance(settings.github.reserve)) },
    // Not `request.retries`: by that the plugin asks again whatever failed, also what is not there.
    retry: { retries: RETRIES, doNotRetry: FINAL, retryAfterBaseValue: secondMs },
    throttle: {
      ...{ id: api, retryAfterBaseValue: secondMs },
      ...{ onRateLimit: isWorthWaiting, onSecondaryRateLimit: isWorthWaiting },
    },
  });
  return {
    hasToken: token !== '',
    most,
    async ask(act) {
      try {
        signal.throwIfAborted();
        return await Promise.race([act(octokit), stopped]);
      } catch (error) {
        if (error instanceof NotAgain) throw error.cause;
        if (isOver !== '') throw new EnoughAsked(isOver);
        if (!(error instanceof RequestError)) throw error;
        if (GONE.has(error.status)) return null;
        const { method, url } = error.request;
        const said = token === '' ? error.message : error.message.replaceAll(token, '…');
        throw new Error(`GitHub answers ${error.status} to ${method} ${new URL(url).pathname}: ${said.slice(0, 300)}`);
      }
    },
  };
}
