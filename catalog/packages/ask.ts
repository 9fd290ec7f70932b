import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Egress } from '../net/connector.ts';
import type { Answer } from './answer.ts';
import type { RegistryBase } from './bases.ts';
import { exchange } from './exchange.ts';
import { RegistryFault } from './registry-fault.ts';

export interface AskOptions {
  /** Whose question it is: only at this very origin may a chosen registry have a private address. */
  base?: RegistryBase | null;
  headers?: Record<string, string>;
  maxBytes?: number;
  /** Takes the body piece by piece instead of keeping it. */
  onChunk?: (chunk: Buffer) => void;
}

/**
 * One GET, its redirects followed. Throws `RegistryFault` when there is no answer, and for 429 and 5xx, which say nothing of
 * what was asked for.
 */
export type Ask = (url: string, options?: AskOptions) => Promise<Answer>;

export interface AskSettings {
  /** Where addresses may lead that a publisher wrote, or that a registry redirects to. */
  egress?: Egress;
  /** The longest that one request may take, in milliseconds, its body included. */
  timeoutMs?: number;
  /** The pause at a host between one request and the next, in milliseconds. */
  gapMs?: number;
  /** How long a host that says there were too many is asked no more, in milliseconds. */
  quietMs?: number;
}

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_REDIRECTS = 5;

/** The most hosts that are remembered: publishers name any, and a proxy runs for months. */
const MAX_HOSTS = 10_000;

/**
 * A way to ask registries: one request at a time at each host, and none for a quarter of an hour at one that says there
 * were too many.
 */
export function asking({ egress = {}, timeoutMs = 15_000, gapMs = 600, quietMs = 900_000 }: AskSettings = {}): Ask {
  const { any: _any, ...guarded } = egress;
  const turns = new LRUCache<string, Promise<number>>({ max: MAX_HOSTS });
  const closed = new LRUCache<string, true>({ max: MAX_HOSTS, ttl: quietMs });

  const get = (url: URL, { base, headers = {}, maxBytes = MAX_BYTES, onChunk }: AskOptions): Promise<Answer> => {
    const isOwn = base?.isChosen === true && new URL(base.url).origin === url.origin;
    const request = async () => {
      if (closed.has(url.host)) throw tooMany();
      const options = { headers, maxBytes, onChunk, timeoutMs, egress: isOwn ? { any: true } : guarded };
      const answer = await exchange(url, options);
      if (answer.status >= 500) throw new RegistryFault('http-5xx', `its registry answers with ${answer.status}`);
      if (answer.status === 429) {
        closed.set(url.host, true);
        throw tooMany();
      }
      return answer;
    };
    const before = turns.get(url.host);
    const turn = (async () => {
      if (before) await delay(Math.max(0, (await before) + Math.max(gapMs, base?.gapMs ?? 0) - performance.now()));
      return request();
    })();
    const ended = () => performance.now();
    turns.set(url.host, turn.then(ended, ended));
    return turn;
  };

  return async (address, options = {}) => {
    let url = new URL(address);
    let headers = options.headers ?? {};
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const answer = await get(url, { ...options, headers });
      const location = answer.header('location');
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === '') return answer;
      const next = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
      if (!next || !/^https?:$/.test(next.protocol) || (url.protocol === 'https:' && next.protocol === 'http:'))
        throw new RegistryFault('not-runnable', 'its registry redirects to where we do not go');
      if (next.origin !== url.origin) {
        const { authorization: _secret, ...others } = headers;
        headers = others;
      }
      url = next;
    }
    throw new RegistryFault('not-runnable', `its registry redirects more than ${MAX_REDIRECTS} times`);
  };
}

function tooMany(): RegistryFault {
  return new RegistryFault('rate-limited', 'its registry says that we ask too often (429)');
}
