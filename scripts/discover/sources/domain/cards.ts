import * as z from 'zod';
import { isObject } from '../../../../catalog/json/json.ts';
import { ConnectError } from '../../../../catalog/net/connect-error.ts';
import { readServerCard } from '../../../../catalog/server-card.ts';
import { EnoughAsked } from '../../polite/polite-fetch.ts';
import type { Around } from '../../source.ts';
import type { SeenCard } from './card-find.ts';
import { type Document, documentAt } from './document.ts';

/** https://github.com/Agent-Card/ai-catalog: what a domain offers. Entries of other types are skipped. */
const Catalog = z.looseObject({ entries: z.array(z.unknown()) });
const CARD_TYPE = 'application/mcp-server-card+json';
const Entry = z.looseObject({ type: z.literal(CARD_TYPE), url: z.string().optional(), data: z.unknown().optional() });

/** More entries of a catalog than these are not read. */
const MOST_ENTRIES = 1000;
/** More remotes of a domain than these are not asked for a card. */
const MOST_REMOTES = 10;

const CATALOG_PATH = '/.well-known/ai-catalog.json';
/** What older drafts named, and many servers have. */
const OLDER_PATHS = ['/.well-known/mcp/server-card.json', '/.well-known/mcp.json', '/.well-known/mcp/server.json'];

/** A domain that is asked, and by whose word. */
export interface AskedDomain {
  domain: string;
  /** The operator's settings name it; else some server's description does. */
  isOperators: boolean;
  /** Addresses of servers below it that are known already. */
  remotes: string[];
}

/**
 * The server cards of a domain: those in its AI Catalog; or those beside its remotes, `/mcp` unless others are known; or
 * the first at an older well-known address. Where one kind of place has any, the next is not asked.
 */
export async function* cardsOf(
  { domain, isOperators, remotes }: AskedDomain,
  { get, fault }: Pick<Around, 'get' | 'fault'>,
): AsyncGenerator<SeenCard> {
  const origin = `https://${domain}`;
  // The operator's word is good for this very host, and not for where its documents lead.
  const ask = (url: string, accept: string) =>
    documentAt(url, { get, accept, isOperators: isOperators && new URL(url).host === domain });

  /** A document; null, and told of, where it is broken. A host that cannot be reached ends its domain. */
  const documentOf = async (url: string, accept: string): Promise<Document | { absent: string } | null> => {
    try {
      return await ask(url, accept);
    } catch (error) {
      if (error instanceof EnoughAsked || (error instanceof ConnectError && new URL(url).host === domain)) throw error;
      fault(shown(url), error);
      return null;
    }
  };

  const cardAt = async (url: string, listedBy: string | null, isPromised = false): Promise<SeenCard | null> => {
    const document = await documentOf(url, `${CARD_TYPE}, application/json`);
    if (!document) return null;
    if ('absent' in document) {
      if (isPromised) fault(shown(url), new Error(`the catalog of ${domain} lists it, but ${document.absent}`));
      return null;
    }
    const hosts = { host: new URL(url).hostname, finalHost: new URL(document.url).hostname };
    return seenCard(document.value, { where: shown(url), ...hosts, listedBy });
  };

  const seenCard = (value: unknown, seen: Omit<SeenCard, 'card'>): SeenCard | null => {
    const read = readServerCard(value);
    if ('card' in read) return { ...seen, card: read.card };
    fault(seen.where, new Error(`it is no server card: ${read.fault}`));
    return null;
  };

  async function* listed(): AsyncGenerator<SeenCard> {
    const url = `${origin}${CATALOG_PATH}`;
    const document = await documentOf(url, 'application/ai-catalog+json, application/json');
    if (!document || 'absent' in document) return;
    const catalog = Catalog.safeParse(document.value).data;
    if (!catalog) return fault(url, new Error('it is no AI Catalog: it has no entries'));
    const finalHost = new URL(document.url).hostname;
    const listedBy = finalHost === domain ? domain : null;
    if (catalog.entries.length > MOST_ENTRIES)
      fault(url, new Error(`it has ${catalog.entries.length} entries, of which ${MOST_ENTRIES} are read`));
    for (const [index, item] of catalog.entries.slice(0, MOST_ENTRIES).entries()) {
      const entry = Entry.safeParse(item).data;
      if (!entry) continue;
      const { url: cardUrl, data } = entry;
      const where = `${url}#/entries/${index}`;
      if (isObject(data)) yield* some(seenCard(data, { where, host: domain, finalHost, listedBy }));
      else if (cardUrl === undefined) fault(where, new Error('it has neither a url nor data'));
      else if (!URL.canParse(cardUrl, document.url) || !/^https?:$/.test(new URL(cardUrl, document.url).protocol))
        fault(where, new Error('its url is no https address'));
      else yield* some(await cardAt(new URL(cardUrl, document.url).href, listedBy, true));
    }
  }

  async function* besideRemotes(): AsyncGenerator<SeenCard> {
    const known = remotes.length > 0 ? remotes.slice(0, MOST_REMOTES) : [`${origin}/mcp`];
    for (const remote of known) yield* some(await cardAt(`${remote.replace(/\/+$/, '')}/server-card`, null));
  }

  async function* older(): AsyncGenerator<SeenCard> {
    for (const path of OLDER_PATHS) {
      const card = await cardAt(`${origin}${path}`, null);
      if (!card) continue;
      yield card;
      return;
    }
  }

  for (const place of [listed, besideRemotes, older]) {
    let isFound = false;
    for await (const card of place()) {
      isFound = true;
      yield card;
    }
    if (isFound) return;
  }
}

/** An address without what may be secret in it. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function some<Value>(value: Value | null): Value[] {
  return value === null ? [] : [value];
}
