import { textIn } from '../../../catalog/rules/server-view.ts';
import { compareVersions } from '../../../catalog/version.ts';
import type { SourceName } from '../find.ts';
import type { Flag } from '../flag.ts';
import type { KnownEntry } from './catalog-view.ts';
import type { Group } from './group.ts';
import type { Identity } from './identity.ts';
import type { Sighting } from './sighting.ts';

/** What all that is believed says of a server, field by field. */
export interface Composed {
  said: Record<string, unknown>;
  provenance: Record<string, SourceName | 'catalog'>;
  /** Who is believed, the most trusted first. */
  believed: Sighting[];
  /** By what it is known again, as far as that is believed. */
  identity: Identity;
  flags: Flag[];
}

const LINKS = ['websiteUrl', 'repository', 'icons'];
/** Fields that say where it is: whoever may say them sends its users there. */
const PLACES = ['packages', 'remotes'] as const;

/**
 * Puts together what was said of one server. Believed is the most trusted, whoever the name belongs to, and who speaks of
 * the same package or remote as those; others who use the name are told, and have no say. Where somebody speaks to whom the
 * name belongs, only they say where the server is.
 */
export function compose({ sightings }: Group, entry: KnownEntry | undefined): Composed {
  const { believed, strangers, identity } = split(sightings, entry);
  const owners = believed.filter(({ isOwners }) => isOwners);
  const placing = newestFirst(owners.length > 0 ? owners : believed.filter((each) => !entry || isThere(each, entry)));
  const speaking = newestFirst(believed);
  const lead = placing.find(({ said }) => PLACES.some((field) => isSaid(said[field]))) ?? placing[0] ?? speaking[0];
  const [first, places] = lead
    ? [
        [lead, ...speaking],
        [lead, ...placing],
      ]
    : [speaking, placing];
  const taken: Taken = { said: {}, provenance: {} };
  // In the order in which people write them.
  take('title', speaking, taken);
  take('description', speaking, taken);
  take('version', first, taken);
  for (const field of LINKS) take(field, speaking, taken);
  for (const field of PLACES) take(field, places, taken);
  if (lead) take('_meta', [lead], taken);
  const { said, provenance } = taken;
  if (entry && isOurs(entry)) preferOurs(entry, said, provenance);
  return { said, provenance, believed, identity, flags: strangers.flatMap(contested) };
}

type Taken = Pick<Composed, 'said' | 'provenance'>;

/** Takes a field from the first that has it. */
function take(field: string, from: readonly Sighting[], { said, provenance }: Taken): void {
  for (const sighting of from) {
    const value = sighting.said[field];
    if (!isSaid(value)) continue;
    said[field] = value;
    provenance[field] = sighting.find.source;
    return;
  }
}

/** Whether it speaks of no other place than the catalog does. */
function isThere({ identity }: Sighting, { identity: known }: KnownEntry): boolean {
  return PLACES.every((kind) => identity[kind].every((key) => known[kind].includes(key)));
}

/** A server as far as it is believed, while more is heard of it. */
interface Place {
  packages: Set<string>;
  remotes: Set<string>;
  repositories: Set<string>;
}

function split(sightings: readonly Sighting[], entry: KnownEntry | undefined) {
  const { packages = [], remotes = [], repositories = [] } = entry?.identity ?? {};
  const place: Place = {
    packages: new Set(packages),
    remotes: new Set(remotes),
    repositories: new Set(repositories),
  };
  const believed: Sighting[] = [];
  const strangers: Sighting[] = [];
  for (const [index, sighting] of sightings.entries()) {
    const { identity, isOwners } = sighting;
    const isFirst = index === 0 && !entry;
    if (!isFirst && !isOwners && !isLinked(identity, place)) {
      if (hasPlace(identity)) strangers.push(sighting);
      continue;
    }
    believed.push(sighting);
    // Whoever is only linked may add places of others, which are not this server's for that.
    if (isFirst || isOwners) add(identity, place);
  }
  return { believed, strangers, identity: identityIn(place) };
}

function hasPlace({ packages, remotes }: Identity): boolean {
  return packages.length + remotes.length > 0;
}

/** What names no place of its own is at odds with nothing, and says nothing of where the server is. */
function isLinked(identity: Identity, place: Place): boolean {
  if (!hasPlace(identity)) return identity.repositories.some((key) => place.repositories.has(key));
  return (
    identity.packages.some((key) => place.packages.has(key)) || identity.remotes.some((key) => place.remotes.has(key))
  );
}

function add(identity: Identity, place: Place): void {
  for (const kind of ['packages', 'remotes', 'repositories'] as const)
    for (const key of identity[kind]) place[kind].add(key);
}

function identityIn({ packages, remotes, repositories }: Place): Identity {
  return { packages: [...packages], remotes: [...remotes], repositories: [...repositories] };
}

/** Newer versions of one source's count before older ones. */
function newestFirst(sightings: readonly Sighting[]): Sighting[] {
  return sightings.toSorted((a, b) => a.rank - b.rank || -compareVersions(published(a), published(b)));
}

function published({ said, registry, find }: Sighting) {
  return { version: textIn(said, 'version') ?? '', publishedAt: registry.publishedAt ?? find.at };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** Whether people wrote the entry here, and it is no mirror of another registry's. */
function isOurs({ entry: { listing } }: KnownEntry): boolean {
  return listing.owners.length === 0 && listing.origin === undefined;
}

/** What people wrote of a server stays, in its next version too. */
function preferOurs({ latest }: KnownEntry, said: Composed['said'], provenance: Composed['provenance']): void {
  for (const field of ['title', 'description', 'websiteUrl', 'icons'] as const) {
    if (latest.server[field] === undefined) continue;
    said[field] = latest.server[field];
    provenance[field] = 'catalog';
  }
}

function contested({ identity, find }: Sighting): Flag {
  const places = [...identity.packages, ...identity.remotes].slice(0, 3).join(', ');
  const message = `${find.source} knows another server by this name: ${places}, seen at ${find.where}`;
  return { code: 'name-contested', pointer: '/name', message };
}
