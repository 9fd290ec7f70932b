import { latestVersion, type SnapshotEntry, titleOf } from '../catalog/snapshot.ts';
import type { StatusSummary } from '../catalog/status.ts';
import type { Card, Place, SignIn } from './card.ts';
import { DAY } from './words/time.ts';
import { line } from './words/visible.ts';

/** What a list shows of an entry. `at` is the snapshot's moment: days are counted up to it. */
export function cardOf(entry: SnapshotEntry, at: string): Card {
  const { status, tools, listing } = entry;
  const latest = latestVersion(entry);
  return {
    id: entry.name,
    title: line(titleOf(entry), 120),
    alias: entry.alias ?? '',
    description: line(latest.server.description, 300),
    tags: listing.tags,
    categories: listing.categories,
    tools: tools?.tools.map(({ name }) => line(name, 80)) ?? [],
    health: status?.health ?? 'unknown',
    reason: status?.reason ?? 'never-checked',
    since: status?.since ?? null,
    checkedAt: status?.checkedAt ?? null,
    uptime: status?.uptime['30d'] ?? null,
    p50: status?.latencyMs?.p50 ?? null,
    days: status ? daysUntil(status, at, 30) : '',
    signIn: signInOf(entry),
    places: placesOf(entry),
    eras: erasOf(status),
    hints: tools && {
      total: tools.tools.length,
      readOnly: tools.tools.filter(({ readOnly }) => readOnly).length,
      destructive: tools.tools.filter(({ destructive }) => destructive).length,
    },
    deprecated: latest.status === 'deprecated',
    unversioned: listing.versionOrigin === 'none',
    version: line(latest.server.version, 40),
    publishedAt: latest.publishedAt,
  };
}

/** One letter a day up to the day of `at`. Days before the first check, and after the last, are not checked. */
export function daysUntil({ days, checkedAt }: StatusSummary, at: string, count: number): string {
  const since = Math.max(0, Math.floor(Date.parse(at) / DAY) - Math.floor(Date.parse(checkedAt) / DAY));
  return (days + '-'.repeat(Math.min(since, count))).padStart(count, '-').slice(-count);
}

/**
 * Only what an entry declares or a look has seen: a package that declares no key may still want one, and a process
 * that starts without its key may miss it later.
 */
function signInOf(entry: SnapshotEntry): SignIn[] {
  const { packages = [], remotes = [] } = latestVersion(entry).server;
  const found = new Set<SignIn>();
  const inputs = [
    ...remotes.flatMap(({ headers = [] }) => headers),
    ...packages.flatMap(({ environmentVariables = [], packageArguments = [], transport }) => [
      ...environmentVariables,
      ...packageArguments,
      ...(transport.headers ?? []),
    ]),
  ];
  if (inputs.some(({ isSecret, isRequired }) => isSecret && isRequired)) found.add('key');
  const asksForSecrets = inputs.some(({ isSecret }) => isSecret);
  for (const { reason, health, auth, transport } of entry.status?.instances ?? []) {
    if (reason === 'auth-required' && auth?.resourceMetadata) found.add('oauth');
    else if (reason === 'auth-required' || reason === 'auth-opaque') found.add('key');
    else if ((health === 'healthy' || health === 'degraded') && !(transport === 'stdio' && asksForSecrets))
      found.add('none');
  }
  return found.size > 0 ? [...found].sort(compare) : ['unknown'];
}

function placesOf(entry: SnapshotEntry): Place[] {
  const { packages = [], remotes = [] } = latestVersion(entry).server;
  const places = new Set<Place>(remotes.length > 0 ? ['hosted'] : []);
  for (const { registryType } of packages) places.add(placeOf(registryType));
  return [...places];
}

function placeOf(registryType: string): Place {
  switch (registryType) {
    case 'npm':
    case 'pypi':
    case 'oci':
    case 'nuget':
    case 'mcpb':
      return registryType;
    default:
      return 'other';
  }
}

function erasOf(status: StatusSummary | null): Card['eras'] {
  const eras = new Set((status?.instances ?? []).flatMap(({ era }) => (era ? [era] : [])));
  return eras.size > 0 ? [...eras].sort(compare) : ['unknown'];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
