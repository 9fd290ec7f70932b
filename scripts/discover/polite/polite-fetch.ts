import { ConnectError } from '../../../catalog/net/connect-error.ts';
import type { Egress } from '../../../catalog/net/connector.ts';
import { DocumentTooLong, type Fetched, guardedFetch } from '../../../catalog/net/guarded-fetch.ts';
import { USER_AGENT } from '../../../catalog/net/user-agent.ts';
import type { Memory } from '../memory.ts';
import type { DiscoverySettings } from '../settings.ts';
import type { Hosts } from './hosts.ts';
import { keepAnswer, keptAnswer } from './kept.ts';
import { restAsked } from './retry-after.ts';

/** A document, and whether it is as it was the last time: then it was not sent again. */
export interface Got extends Fetched {
  isUnchanged: boolean;
}

export interface GetOptions {
  /** Names in lower case. */
  headers?: Record<string, string>;
  /** The address is the operator's own word: it may lead to any host. Otherwise a stranger wrote it. */
  isOperators?: boolean;
  /** False: the answer is not kept for the next run. */
  isKept?: boolean;
  /** Whatever the answer is, it is given: who asks sees to limits and second tries itself, as a client library does. */
  isOnce?: boolean;
}

/** Why a source asks no more: it has spent what a run may cost a stranger, or was told to come back much later. */
export class EnoughAsked extends Error {}

export interface PoliteOptions {
  politeness: DiscoverySettings['politeness'];
  /** Where addresses of strangers may lead. */
  strangers: Egress;
  operators: Egress;
  hosts: Hosts;
  memory: Memory;
  signal: AbortSignal;
  sleep: (ms: number) => Promise<unknown>;
  fetch?: typeof guardedFetch;
}

/** What is no better the next time. */
const FINAL = [EnoughAsked, ConnectError, DocumentTooLong];
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
/** Pauses before asking again, in milliseconds, where the host names none. */
const PAUSES_MS = [1000, 4000, 16_000];

/** Gets documents for one source: in turn at each host, within the source's budget, and only what has changed. */
export class PoliteFetch {
  readonly #options: PoliteOptions;
  #asked = 0;

  constructor(options: PoliteOptions) {
    this.#options = options;
  }

  /**
   * The document at an address, whatever its status. What fails for a while is asked for again, after the time that the
   * host names; what is still fresh, by its host's word, is not asked for at all. Throws `EnoughAsked`, `ConnectError`, and what `guardedFetch` throws.
   */
  readonly get = async (url: string, options: GetOptions = {}): Promise<Got> => {
    const { memory, hosts, politeness, sleep, signal } = this.#options;
    const { host } = new URL(url);
    const kept = options.isKept === false ? null : await keptAnswer(memory, url);
    if (kept && (kept.freshUntil ?? 0) > Date.now()) return unchanged(kept.at ?? url, kept, {});
    for (let tries = 0; ; tries += 1) {
      const pauseMs = options.isOnce ? undefined : PAUSES_MS[tries];
      try {
        const answer = await hosts.inTurn(host, () => this.#ask(url, options, kept));
        const restMs = restAsked(answer);
        if (restMs !== null) hosts.rest(host, Math.min(restMs, politeness.longestWaitMs));
        if (answer.status === 304 && kept) return unchanged(answer.url, kept, answer.headers);
        if (!options.isOnce && isLimited(answer) && (restMs ?? 0) > politeness.longestWaitMs)
          throw new EnoughAsked(`${host} wants to be left alone for ${Math.round((restMs ?? 0) / 1000)} s`);
        if (!(PASSING.has(answer.status) || isLimited(answer)) || pauseMs === undefined) {
          if (answer.status === 200 && options.isKept !== false) await keepAnswer(memory, url, answer);
          return { ...answer, isUnchanged: false };
        }
        if (restMs === null) await sleep(pauseMs);
      } catch (error) {
        if (FINAL.some((kind) => error instanceof kind) || pauseMs === undefined) throw error;
        signal.throwIfAborted();
        await sleep(pauseMs);
      }
    }
  };

  async #ask(
    url: string,
    { headers = {}, isOperators = false }: GetOptions,
    kept: Awaited<ReturnType<typeof keptAnswer>>,
  ): Promise<Fetched> {
    const { politeness, strangers, operators, signal, fetch = guardedFetch } = this.#options;
    signal.throwIfAborted();
    if (this.#asked >= politeness.requests)
      throw new EnoughAsked(`${politeness.requests} requests are what a source may make in one run`);
    this.#asked += 1;
    const marks = {
      ...(kept?.etag === undefined ? {} : { 'if-none-match': kept.etag }),
      ...(kept?.lastModified === undefined ? {} : { 'if-modified-since': kept.lastModified }),
    };
    const egress = { ...(isOperators ? operators : strangers), fetchBytes: politeness.answerBytes };
    return fetch(url, egress, { headers: { 'user-agent': USER_AGENT, ...headers, ...marks }, signal });
  }
}

/** Refused for the time being: hosts say so by 429, or by 403 with a time to come back. */
function isLimited(answer: Fetched): boolean {
  return answer.status === 429 || (answer.status === 403 && restAsked(answer) !== null);
}

function unchanged(url: string, kept: { body: string; type?: string | undefined }, said: Fetched['headers']): Got {
  const headers = { ...said, ...(kept.type === undefined ? {} : { 'content-type': kept.type }) };
  return { url, status: 200, headers, body: Buffer.from(kept.body, 'base64'), isUnchanged: true };
}
