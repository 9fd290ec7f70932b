import * as z from 'zod';
import { rank } from '../../routing/pick.ts';
import type { RoutedService } from '../../routing/router.ts';
import type { Message } from '../../upstream/message.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import { Listening } from './listening.ts';

/** What a service offers beside tools, as its server listed it: every field is kept. */
export interface Offer {
  prompts: Item[];
  resources: Item[];
  resourceTemplates: Item[];
}

/** What has changed: a list, or the content of a resource. */
export type Change = { list: 'tools' | 'prompts' | 'resources' } | { uri: string };

const Item = z.looseObject({
  name: z.string().optional(),
  uri: z.string().optional(),
  uriTemplate: z.string().optional(),
});
export type Item = z.infer<typeof Item>;

/** What may be listed: the field of the answer, the method that asks for it, and the capability that offers it. */
const LISTS = [
  { field: 'prompts', method: 'prompts/list', capability: 'prompts' },
  { field: 'resources', method: 'resources/list', capability: 'resources' },
  { field: 'resourceTemplates', method: 'resources/templates/list', capability: 'resources' },
] as const;

const NOTHING: Offer = { prompts: [], resources: [], resourceTemplates: [] };
const MAX_PAGES = 20;
const MAX_ITEMS = 10_000;
const ASK_MS = 10_000;

/** How long the first list may be kept waiting for a server. After that lists do without it. */
const PATIENCE_MS = 300;
const ASK_AGAIN_MS = 5000;

/**
 * Keeps what one service offers, and asks again when it says that this has changed. Whoever lists is answered from what
 * is known: a slow or broken server delays nobody.
 */
export class KnownOffer {
  readonly #service: RoutedService;
  readonly #onChange: (change: Change) => void;
  #listening = new Map<WarmUpstream, Listening>();
  readonly #watched = new Set<string>();
  #known: Offer = NOTHING;
  #askAgainAt = 0;
  #stale = true;

  constructor(service: RoutedService, onChange: (change: Change) => void) {
    this.#service = service;
    this.#onChange = onChange;
    this.#listen();
  }

  /** The service has other instances now: those are heard, and asked what they offer. */
  async follow(): Promise<void> {
    this.#listen();
    await Promise.all([
      this.#ask(),
      // Their tools are listed by the next check; whoever asks first is not to see the old ones for long.
      rank(this.#service.instances)[0]
        ?.upstream?.tools(AbortSignal.timeout(ASK_MS))
        .catch(() => []),
    ]);
  }

  /** What is known now. Only the very first to ask waits a moment; a server that gave no answer is asked again later. */
  async get(): Promise<Offer> {
    if (this.#stale && Date.now() >= this.#askAgainAt) {
      const first = this.#askAgainAt === 0;
      this.#askAgainAt = Date.now() + ASK_AGAIN_MS;
      const asked = this.#ask();
      if (first) await Promise.race([asked, new Promise((waited) => setTimeout(waited, PATIENCE_MS).unref())]);
    }
    return this.#known;
  }

  /** What is known, asking nobody. */
  get now(): Offer {
    return this.#known;
  }

  /** Is to be told when these resources change. */
  async watch(uris: readonly string[]): Promise<void> {
    for (const uri of uris) this.#watched.add(uri);
    await Promise.allSettled([...this.#listening.values()].map((listening) => listening.watch(uris)));
  }

  close(): void {
    for (const listening of this.#listening.values()) listening.close();
  }

  /** Listens to each instance that there is, and to none that there is not. */
  #listen(): void {
    const before = this.#listening;
    this.#listening = new Map();
    for (const { upstream } of this.#service.instances) {
      if (!upstream) continue;
      const known = before.get(upstream);
      const listening = known ?? new Listening(upstream, (message) => this.#heard(message, upstream));
      this.#listening.set(upstream, listening);
      if (known || this.#stale) continue;
      listening.begin();
      if (this.#watched.size > 0) void listening.watch([...this.#watched]).catch(() => {});
    }
    for (const [upstream, listening] of before) if (!this.#listening.has(upstream)) listening.close();
  }

  #heard({ method = '', params }: Message, upstream: WarmUpstream): void {
    if (method === 'notifications/resources/updated') this.#onChange({ uri: String(params?.uri) });
    const list = /^notifications\/(tools|prompts|resources)\/list_changed$/.exec(method)?.[1];
    if (list === 'tools') {
      // Only when the tools were listed again is there something new to see.
      upstream.freshTools().then(
        () => this.#onChange({ list }),
        () => {},
      );
    } else if (list === 'prompts' || list === 'resources') {
      void this.#ask().then(() => this.#onChange({ list }));
    }
  }

  async #ask(): Promise<void> {
    for (const { upstream: warm } of rank(this.#service.instances)) {
      try {
        const upstream = await warm?.get(AbortSignal.timeout(ASK_MS));
        if (!upstream) continue;
        const lists = await Promise.all(LISTS.map((list) => listAll(upstream, list)));
        const [prompts = [], resources = [], resourceTemplates = []] = lists;
        this.#known = { prompts, resources, resourceTemplates };
        if (this.#stale) for (const listening of this.#listening.values()) listening.begin();
        this.#stale = false;
        return;
      } catch {
        // Another instance may know; until one does, what was known stays.
      }
    }
  }
}

async function listAll(upstream: Upstream, { field, method, capability }: (typeof LISTS)[number]): Promise<Item[]> {
  if (upstream.capabilities[capability] === undefined) return [];
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && items.length < MAX_ITEMS; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const { value } = await upstream.request(method, params, AbortSignal.timeout(ASK_MS));
    const { data: some } = z.array(Item).safeParse(value[field]);
    if (!some) break;
    items.push(...some);
    const { nextCursor } = value;
    if (typeof nextCursor !== 'string' || nextCursor === cursor) break;
    cursor = nextCursor;
  }
  return items;
}
