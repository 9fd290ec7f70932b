import { isObject } from '../../../../catalog/json/json.ts';
import { asDomain } from '../../../../catalog/publish/ownership/domain.ts';
import { remotesOf, textIn } from '../../../../catalog/rules/server-view.ts';
import type { Find } from '../../find.ts';
import type { DiscoverySettings } from '../../settings.ts';
import type { AskedDomain } from './cards.ts';

/** The domains to ask: the operator's, and those that other finds name, if the operator wants that. */
export function domainsToAsk(
  { domains, domainsOfOthers }: Pick<DiscoverySettings, 'domains' | 'domainsOfOthers'>,
  others: readonly Find[],
): AskedDomain[] {
  const asked = new Map<string, AskedDomain>();
  for (const domain of domains) asked.set(domain, { domain, isOperators: true, remotes: [] });
  for (const { server: said, isLocal } of others) {
    if (isLocal) continue;
    const server = isObject(said.server) ? said.server : said;
    const remotes = remotesOf(server).flatMap(({ value }) => plain(textIn(value, 'url')));
    for (const url of [...plain(textIn(server, 'websiteUrl')), ...remotes]) {
      const { hostname: domain } = url;
      if (domainsOfOthers && !asked.has(domain)) asked.set(domain, { domain, isOperators: false, remotes: [] });
    }
    for (const { hostname, href } of remotes) {
      const known = asked.get(hostname)?.remotes;
      if (known && !known.includes(href)) known.push(href);
    }
  }
  return [...asked.values()];
}

/** An address that names its domain, port and all in the usual way, and gives away no more. */
function plain(url = ''): URL[] {
  const found = URL.canParse(url) ? new URL(url) : null;
  if (found?.protocol !== 'https:' || found.port !== '' || found.username !== '' || found.password !== '') return [];
  try {
    asDomain(found.hostname);
  } catch {
    return [];
  }
  // What comes after the path may hold a key.
  return [new URL(found.pathname, found.origin)];
}
