import * as z from 'zod';
import { PUBLISHER_META } from '../../../../catalog/dialects/mends/publisher-data.ts';
import { isPermitted, permissionsOf } from '../../../../catalog/publish/ownership/permission.ts';
import { filledUrl } from '../../../../catalog/rules/url-template.ts';
import type { ServerCard } from '../../../../catalog/server-card.ts';
import type { Find } from '../../find.ts';
import type { Flag } from '../../flag.ts';

/** A server card, and who says it. */
export interface SeenCard {
  card: ServerCard;
  /** Its address; for one that stands in a catalog, that place in it. */
  where: string;
  /** The host it was asked for at, and where it was in the end. */
  host: string;
  finalHost: string;
  /** The domain whose catalog lists it; null where it was found without one. */
  listedBy: string | null;
}

const Remotes = z
  .array(
    z.looseObject({ type: z.string(), url: z.string(), supportedProtocolVersions: z.array(z.string()).optional() }),
  )
  .optional();

/** What a card and a `server.json` have in common, and name alike. */
const FIELDS = ['name', 'title', 'description', 'version', 'websiteUrl', 'repository', 'icons'];

/** A card as a find. Pure. */
export function cardFind(seen: SeenCard, at: string): Find {
  const { card, where } = seen;
  const remotes = Remotes.parse(card.remotes);
  const fields = FIELDS.filter((field) => card[field] !== undefined).map((field) => [field, card[field]]);
  const kept = protocolVersions(remotes);
  return {
    ...{ source: 'domain', where, at, nameOrigin: 'publisher' },
    server: {
      ...Object.fromEntries(fields),
      ...(remotes ? { remotes: remotes.map(({ supportedProtocolVersions: _elsewhere, ...remote }) => remote) } : {}),
      ...(kept ? { _meta: { [PUBLISHER_META]: { imported: { supportedProtocolVersions: kept } } } } : {}),
    },
    evidence: vouchers(seen).some((domain) => isOwn(card.name, domain)) ? 'proven' : 'claimed',
    flags: [...redirectFlags(seen), ...foreignRemotes(remotes ?? [], seen)],
  };
}

/** The publishing rules for a domain that has a file: names in its own namespace, and in no one's below it. */
function isOwn(name: string, domain: string): boolean {
  return isPermitted(permissionsOf({ method: 'http', domain }), 'publish', name);
}

/**
 * The domains that stand for a card: its own host, and who lists it, as far as that host is below it. Where a redirect led
 * elsewhere nobody does, as with proofs of ownership: it may be anyone's place.
 */
function vouchers({ host, finalHost, listedBy }: SeenCard): string[] {
  if (host !== finalHost) return [];
  return listedBy !== null && isUnder(host, listedBy) ? [host, listedBy] : [host];
}

function redirectFlags({ host, finalHost }: SeenCard): Flag[] {
  if (host === finalHost) return [];
  return [
    { code: 'redirects-away', pointer: '', message: `The card is asked for at ${host} and comes from ${finalHost}` },
  ];
}

/**
 * Remotes at a host that is not below whoever describes them. No list says which domains are registered under which: one
 * at a neighbour's, such as api.example.com beside www.example.com, is flagged rather than a stranger's passed over.
 */
function foreignRemotes(remotes: readonly { url: string }[], { host, listedBy }: SeenCard): Flag[] {
  const own = [host, ...(listedBy === null ? [] : [listedBy])].map((domain) => domain.replace(/^www\./, ''));
  return remotes.flatMap(({ url }, index) => {
    const hostname = filledUrl(url)?.hostname;
    if (hostname === undefined || own.some((domain) => isUnder(hostname, domain))) return [];
    const message = `The remote is at ${hostname}, the card at ${host}`;
    return [{ code: 'remote-foreign', pointer: `/remotes/${index}/url`, message }];
  });
}

function isUnder(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** By remote, where a `server.json` has no place for them; no more than the publisher's data has room for. */
function protocolVersions(remotes: z.infer<typeof Remotes> = []): Record<string, string[]> | null {
  const said = remotes.slice(0, 8).flatMap(({ url, supportedProtocolVersions = [] }) => {
    const versions = supportedProtocolVersions.filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version)).slice(0, 10);
    return versions.length > 0 && url.length <= 200 ? [[url, versions] as const] : [];
  });
  return said.length > 0 ? Object.fromEntries(said) : null;
}
