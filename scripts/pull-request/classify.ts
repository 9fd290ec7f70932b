import { isSameJson } from '../../catalog/json/json.ts';
import { Listing } from '../../catalog/listing.ts';
import type { Package, ServerJson } from '../../catalog/server-json.ts';
import { asServerJson } from '../../catalog/server-schema.ts';
import type { CatalogFile, EntrySources } from '../../catalog/sources.ts';
import { latestOf } from '../../catalog/version.ts';
import type { ChangeClass } from './classes.ts';
import type { ChangedEntry } from './judge-change.ts';

/** What a change does to an entry. Pure. */
export function classify({ before, after }: ChangedEntry): ChangeClass[] {
  if (!before) return after ? ['new entry'] : [];
  if (!after) return ['deletion'];
  const classes = new Set<ChangeClass>([
    ...filesGone(before, after),
    ...versionsIn(before, after),
    ...listingIn(before.listing, after.listing),
    ...(isSameJson(before.tools?.value, after.tools?.value) ? [] : ['tools' as const]),
  ]);
  return [...classes];
}

function filesGone(before: EntrySources, after: EntrySources): ChangeClass[] {
  const isGone =
    [...before.versions.keys()].some((base) => !after.versions.has(base)) ||
    (before.listing !== null && after.listing === null) ||
    (before.tools !== null && after.tools === null);
  return isGone ? ['deletion'] : [];
}

/** What new versions do, each beside the one that was the latest. */
function versionsIn(before: EntrySources, after: EntrySources): ChangeClass[] {
  const fresh = [...after.versions].filter(([base]) => !before.versions.has(base));
  if (fresh.length === 0) return [];
  const last = latestServer(before);
  return fresh.flatMap(([, file]): ChangeClass[] => {
    const server = asServerJson(file.value);
    return server && last ? versionBeside(last, server) : ['unreadable'];
  });
}

function latestServer({ versions, listing }: EntrySources): ServerJson | null {
  const records = Listing.safeParse(listing?.value).data?.versions;
  const servers = [...versions.values()].flatMap((file) => asServerJson(file.value) ?? []);
  const latest = latestOf(
    servers.map(({ version }) => {
      const { publishedAt = '1970-01-01T00:00:00Z', status = 'active' as const } = records?.[version] ?? {};
      return { version, publishedAt, status };
    }),
  );
  return servers.find(({ version }) => version === latest?.version) ?? null;
}

function versionBeside(last: ServerJson, next: ServerJson): ChangeClass[] {
  const found: ChangeClass[] = [];
  if (!isSameJson(placesOf(last), placesOf(next))) found.push('place');
  if (!isSameJson(packagesOf(last), packagesOf(next))) found.push('package');
  if (!isSameJson(linksOf(last), linksOf(next))) found.push('links');
  if (!isSameJson(restOf(last), restOf(next))) found.push('inputs');
  if (found.length > 0) return found;
  return isSameJson(withoutWords(last), withoutWords(next)) ? ['words'] : ['release'];
}

/** Where a server is reached. Many hosts serve many publishers, so another path is another place. */
function placesOf({ remotes = [] }: ServerJson): unknown {
  return remotes.map(({ type, url }) => [type, url]).sort(byText);
}

function packagesOf({ packages = [] }: ServerJson): unknown {
  return packages.map((each) => [each.registryType, each.registryBaseUrl ?? null, nameOf(each)]).sort(byText);
}

/** What is installed, without its version. A bundle is an address of one file, so each is another. */
function nameOf({ registryType, identifier }: Package): string {
  return registryType === 'oci' ? identifier.replace(/@sha256:[0-9a-f]{64}$/, '').replace(/:[\w.-]+$/, '') : identifier;
}

function linksOf({ websiteUrl, repository, icons }: ServerJson): unknown {
  return [websiteUrl ?? null, repository ?? null, icons ?? null];
}

/** All that is left when words, versions, places and links are taken away: inputs, transports, hints, the publisher's own data. */
function restOf(server: ServerJson): unknown {
  const { remotes = [], packages = [], ...rest } = withoutWords(server);
  const { websiteUrl: _website, repository: _repository, icons: _icons, _meta, ...others } = rest;
  return [
    others,
    remotes.map(({ url: _url, ...remote }) => remote),
    packages.map(
      ({ identifier: _id, registryBaseUrl: _base, version: _version, fileSha256: _sha256, ...each }) => each,
    ),
  ];
}

function withoutWords(server: ServerJson): Omit<ServerJson, 'title' | 'description' | 'version'> {
  const { $schema: _schema, title: _title, description: _description, version: _version, ...rest } = server;
  return rest;
}

function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The class of each part of a listing; its versions are looked at one by one. */
const PARTS: Partial<Record<keyof Listing, ChangeClass>> = {
  categories: 'listing words',
  tags: 'listing words',
  owners: 'owners',
  alias: 'alias',
  instances: 'place',
  probe: 'probe',
};

function listingIn(before: CatalogFile | null, after: CatalogFile | null): ChangeClass[] {
  if (!after || isSameJson(before?.value, after.value)) return [];
  const [old, now] = [Listing.safeParse(before?.value).data, Listing.safeParse(after.value).data];
  if (!old || !now) return ['unreadable'];
  const parts = Listing.keyof().options.filter((part) => !isSameJson(old[part], now[part]));
  return parts.flatMap((part) => {
    if (part === 'versions') return recordsIn(old.versions, now.versions);
    return part === '$schema' ? 'listing words' : (PARTS[part] ?? 'listing');
  });
}

/** What changes of the records of versions. Those of new versions go with them, unless they speak for a moderator. */
function recordsIn(before: Listing['versions'], after: Listing['versions']): ChangeClass[] {
  const versions = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return versions.flatMap((version): ChangeClass[] => {
    const [old, now] = [before[version], after[version]];
    if (isSameJson(old, now)) return [];
    if (old?.by === 'moderator' || now?.by === 'moderator') return ['moderator'];
    if (!now) return ['deletion'];
    if (!old) return now.status === 'active' ? [] : ['status'];
    return old.publishedAt === now.publishedAt ? ['status'] : ['dates'];
  });
}
