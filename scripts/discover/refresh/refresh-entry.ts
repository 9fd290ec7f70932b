import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '../../../catalog/entry.ts';
import type { Fact } from '../../../catalog/listing.ts';
import type { Desk } from '../../../catalog/packages/package-registry.ts';
import type { Submission } from '../../../catalog/publish/submission.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import { latestOf } from '../../../catalog/version.ts';
import { type FactNow, factOf, factsAfter } from './fact.ts';
import { packagesNow } from './newer-version.ts';
import { type RepositoryDesk, repositoryFacts } from './repository-facts.ts';

/** An entry as it was looked at again, and what would change of it. */
export interface Refreshed {
  name: string;
  /** The version that the catalog has, and the next one, where its packages have one. */
  server: ServerJson;
  next: ServerJson | null;
  /** What the listing would say from now on; null where it says so already. */
  facts: Fact[] | null;
  /** Of these facts, what was not known before. */
  news: Fact[];
  /** What is no longer so. */
  gone: Fact[];
  /** What a person should know: why a newer package is no new version, what could not be looked at. */
  notes: string[];
}

/** What would be submitted of an entry; none where nothing has changed. */
export function submissionsOf({ server, next, facts }: Refreshed): Submission[] {
  return [
    ...(next ? [{ server: next }] : []),
    ...(facts ? [{ server, listing: { facts: facts.length > 0 ? facts : null } }] : []),
  ];
}

export interface RefreshDesk {
  packages: Desk;
  repositories: RepositoryDesk;
  /** The registries, by their addresses, that list a server as deleted, as far as they were walked. */
  deletedIn: (name: string) => readonly string[];
  now: () => Date;
}

/** Looks at an entry's repository and packages again. It never changes what the entry reaches or installs but for a version. */
export async function refreshEntry({ name, listing, versions }: Entry, desk: RefreshDesk): Promise<Refreshed | null> {
  const latest = latestOf(
    versions.map(({ server, publishedAt }) => ({
      ...{ server, version: server.version, publishedAt },
      status: listing.versions[server.version]?.status ?? 'active',
    })),
  );
  // A tombstone is left in peace.
  if (!latest || latest.status === 'deleted') return null;
  const { server } = latest;
  const before = listing.facts ?? [];
  const notes: string[] = [];
  const packages = await packagesNow(server, desk.packages);
  const repository = await repositoryNow(server, before, desk, notes);
  const unseen = new Set([
    ...packages.unseen,
    ...(repository === null && server.repository ? [server.repository.url] : []),
  ]);
  const elsewhere = desk.deletedIn(name).map((registry) => factOf('registry-deleted', registry));
  const facts: FactNow[] = [...packages.facts, ...(repository ?? []), ...elsewhere];
  const after = factsAfter(
    before,
    { facts, unseen },
    desk
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  );
  return {
    ...{ name, server, next: packages.next, facts: isDeepStrictEqual(after, before) ? null : after },
    news: after.filter((fact) => !before.some((known) => isDeepStrictEqual(known, fact))),
    gone: before.filter((fact) => !after.some((still) => isDeepStrictEqual(still, fact))),
    notes: [...packages.waits, ...packages.unseen.map((of) => `${of} could not be looked up`), ...notes],
  };
}

async function repositoryNow(
  server: ServerJson,
  before: readonly Fact[],
  { repositories }: RefreshDesk,
  notes: string[],
): Promise<FactNow[] | null> {
  try {
    return await repositoryFacts(server, before, repositories);
  } catch (error) {
    notes.push(`its repository could not be looked at: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}
