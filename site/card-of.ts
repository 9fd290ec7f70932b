import { latestVersion, type SnapshotEntry, titleOf } from '../catalog/snapshot/snapshot.ts';
import type { StatusSummary } from '../catalog/status/status.ts';
import { erasOf, signInOf } from '../catalog/traits.ts';
import type { Card, Place } from './card.ts';
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
    signIn: signInOf(latest.server, status?.instances ?? []),
    places: placesOf(entry),
    eras: erasOf(status?.instances ?? []),
    hints: tools && {
      total: tools.tools.length,
      readOnly: tools.tools.filter(({ readOnly }) => readOnly).length,
      destructive: tools.tools.filter(({ destructive }) => destructive).length,
    },
    deprecated: latest.status === 'deprecated',
    proven: listing.owners.length > 0 || listing.nameOrigin === 'publisher',
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
