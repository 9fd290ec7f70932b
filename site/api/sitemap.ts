import { latestVersion, type SnapshotVersion } from '../../catalog/snapshot/snapshot.ts';
import { serverPath, siteAddress } from '../../catalog/urls.ts';
import { onceFor } from '../once-for.ts';
import type { Site } from '../site.ts';
import { xmlText } from './feeds/xml.ts';

/** As many addresses as a sitemap may hold: https://www.sitemaps.org/protocol.html */
const MOST_URLS = 50_000;
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/**
 * The addresses of all pages but those of deleted servers, with the day a server last changed. More than a sitemap may hold
 * go to several, and `sitemap.xml` names them. `paths` are those of the other pages' files.
 */
export function sitemapFiles(
  { snapshot: { registry, entries } }: Pick<Site, 'snapshot'>,
  paths: string[],
  most = MOST_URLS,
): [path: string, content: string][] {
  const at = (path: string) => xmlText(siteAddress(registry.siteUrl, path));
  const live = entries.map(latestVersion).filter(({ status }) => status !== 'deleted');
  const pages = paths.filter((path) => path.endsWith('index.html')).map((path) => path.slice(0, -'index.html'.length));
  const urls = [
    ...live.map((version) => serverUrl(version, registry.siteUrl)),
    ...pages.map((path) => `<url><loc>${at(path)}</loc></url>\n`),
  ];
  if (urls.length <= most) return [['sitemap.xml', sitemap(urls)]];
  const parts = Array.from({ length: Math.ceil(urls.length / most) }, (_none, part): [string, string] => [
    `sitemap-${part + 1}.xml`,
    sitemap(urls.slice(part * most, (part + 1) * most)),
  ]);
  const names = parts.map(([path]) => `<sitemap><loc>${at(path)}</loc></sitemap>\n`);
  return [['sitemap.xml', `${XML}<sitemapindex ${NAMESPACE}>\n${names.join('')}</sitemapindex>\n`], ...parts];
}

const serverUrl = onceFor(({ server, updatedAt }: SnapshotVersion, siteUrl: string): string => {
  const address = xmlText(siteAddress(siteUrl, serverPath(server.name)));
  return `<url><loc>${address}</loc><lastmod>${updatedAt}</lastmod></url>\n`;
});

function sitemap(urls: string[]): string {
  return `${XML}<urlset ${NAMESPACE}>\n${urls.join('')}</urlset>\n`;
}
