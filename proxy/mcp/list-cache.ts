import type { IncomingMessage } from 'node:http';
import type { Instance } from '../routing/instance.ts';
import type { RoutedService } from '../routing/router.ts';
import { memberSpan, memberText, readMessage } from '../upstream/message.ts';
import type { Inbound } from './inbound.ts';
import { announces } from './plain-request.ts';

/** Lists that revision 2026-07-28 lets everyone keep, when their server says so (`cacheScope`, `ttlMs`). */
const LISTS = new Set(['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']);

/** Kept no longer than this, whatever the server says: it may have been replaced. */
const LONGEST_MS = 60_000;
const MOST_BYTES = 8 * 1024 * 1024;
/** Who says more of itself than this is not told apart from others, and always asks. */
const LONGEST_KEY = 2000;

const META = 'io.modelcontextprotocol/';

interface Page {
  /** The result, but for the number of its `ttlMs`, which stands between the two. */
  text: [string, string];
  until: number;
}

/**
 * Pages of one service's lists, as its server gave them: what it lets everyone keep is not asked for again as long as it
 * holds. They are told from another by all that an answer may depend on: who may do what upstream is the same for all callers.
 */
export class ListCache {
  readonly #service: RoutedService;
  readonly #pages = new Map<string, Page>();
  #of: readonly Instance[] = [];
  #bytes = 0;
  #changes = 0;

  constructor(service: RoutedService) {
    this.#service = service;
  }

  /** What this request is kept under; null when it is for no list, is not as it should be, or says more than we can tell apart. */
  keyOf({ message: { id, method, params = {} } }: Inbound, request: IncomingMessage): string | null {
    if (id === undefined || method === undefined || !LISTS.has(method) || !announces(request, method)) return null;
    const { _meta: meta = {}, cursor, ...others } = params;
    const { [`${META}protocolVersion`]: revision, [`${META}clientCapabilities`]: capabilities, ...told } = meta;
    if (Object.keys(others).length > 0 || 'progressToken' in told || `${META}logLevel` in told) return null;
    const key = JSON.stringify([method, cursor, revision, capabilities]);
    return key.length > LONGEST_KEY ? null : key;
  }

  /** The answer to a request of this id; undefined when there is none that still holds. */
  answer(key: string, id: string | number): string | undefined {
    if (this.#of !== this.#service.instances) this.clear();
    const page = this.#pages.get(key);
    const leftMs = page ? Math.floor(page.until - performance.now()) : 0;
    if (!page || leftMs <= 0) return undefined;
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${page.text[0]}${leftMs}${page.text[1]}}`;
  }

  /** How often the lists have changed: an answer to what was asked before the last time is as old as that. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes in an answer, if it is one that everyone may keep, and nothing has changed since it was asked for. */
  keep(key: string, body: Buffer, changes: number): void {
    if (changes !== this.#changes) return;
    const result = resultIn(body.toString('utf8'));
    if (result === undefined) return;
    const { text, ttlMs, span } = result;
    if (this.#bytes + text.length + key.length > MOST_BYTES) this.#forget();
    this.#bytes += text.length + key.length;
    const until = performance.now() + Math.min(ttlMs, LONGEST_MS);
    this.#pages.set(key, { text: [text.slice(0, span[0]), text.slice(span[1])], until });
  }

  /** A list has changed, or may have. */
  clear(): void {
    this.#of = this.#service.instances;
    this.#changes += 1;
    this.#forget();
  }

  #forget(): void {
    this.#pages.clear();
    this.#bytes = 0;
  }
}

function resultIn(message: string) {
  const { ttlMs, cacheScope } = readMessage(message)?.message.result ?? {};
  if (cacheScope !== 'public' || typeof ttlMs !== 'number' || !(ttlMs > 0)) return undefined;
  const text = memberText(message, 'result') ?? '';
  const span = memberSpan(text, 'ttlMs');
  return span && { text, ttlMs, span };
}
