import { latestVersion, type SnapshotEntry, titleOf } from '../catalog/snapshot/snapshot.ts';
import { serverPath, siteAddress } from '../catalog/urls.ts';
import { safeUrl } from './links.ts';
import type { Site } from './site.ts';
import { line } from './words/visible.ts';

/** What a page is about, in the words of https://schema.org, for search engines: JSON-LD. */
export type LinkedData = Record<string, unknown>;

/** The registry as a site that can be searched. */
export function siteData({ registry: { title, description, siteUrl } }: Site['snapshot']): LinkedData {
  return {
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    name: title,
    description,
    url: siteUrl,
    potentialAction: {
      '@type': 'SearchAction',
      target: `${siteUrl}?q={search_term_string}`,
      'query-input': 'required name=search_term_string',
    },
  };
}

/** A server as a piece of software: only what its entry says. */
export function serverData(entry: SnapshotEntry, { registry }: Site['snapshot']): LinkedData {
  const { server, publishedAt } = latestVersion(entry);
  const website = safeUrl(server.websiteUrl);
  return {
    '@context': 'https://schema.org',
    '@type': 'SoftwareApplication',
    name: line(titleOf(entry), 120),
    description: line(server.description, 300),
    url: siteAddress(registry.siteUrl, serverPath(entry.name)),
    applicationCategory: 'MCP server',
    operatingSystem: 'Any',
    ...(entry.listing.versionOrigin === 'none' ? {} : { softwareVersion: line(server.version, 40) }),
    datePublished: publishedAt,
    ...(website ? { sameAs: website } : {}),
  };
}
