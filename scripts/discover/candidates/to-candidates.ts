import { compareText } from '../../../catalog/compare-text.ts';
import type { Entry } from '../../../catalog/entry.ts';
import type { Refused } from '../../../catalog/refused.ts';
import { textIn } from '../../../catalog/rules/server-view.ts';
import type { Candidate } from '../candidate.ts';
import type { Find } from '../find.ts';
import type { Flag } from '../flag.ts';
import { type KnownEntry, knownAs, knownEntries } from './catalog-view.ts';
import { cleanServer, foreignRemotes } from './clean.ts';
import type { Composed } from './compose.ts';
import { confidenceIn } from './confidence.ts';
import { Contest } from './contest.ts';
import { deduplicated, type FoundServer } from './deduplicated.ts';
import type { Group } from './group.ts';
import { identityOf, repositoryOwner } from './identity.ts';
import { KnownNames } from './imitation.ts';
import { plain } from './plain.ts';
import { Refusals } from './refusals.ts';
import type { Sighting } from './sighting.ts';
import { domainOf, hostOf, isOf } from './trust.ts';

/** What finds are held against. */
export interface Known {
  /** The catalog's own entries. */
  entries: readonly Entry[];
  /** `catalog/refused.json`. */
  refused: Refused;
}

/** So many places where it was seen, and so many flags, are told of one candidate. */
const MOST_TOLD = 100;

/**
 * Puts together what all sources said of each server, in the order of names, and says what the catalog has of it. Whatever
 * order the finds come in, the candidates are the same. Nothing of a find is believed: what cannot stay is taken out, and
 * a flag says so.
 */
export function toCandidates(finds: readonly Find[], { entries, refused }: Known): Candidate[] {
  const known = knownEntries(entries);
  const servers = deduplicated(finds, known);
  const contest = new Contest(
    known,
    servers.map(({ group, composed }) => [group.name, composed]),
  );
  const names = new KnownNames([
    ...known.keys(),
    ...servers.flatMap(({ group }) => (isOwned(group) ? [group.name] : [])),
  ]);
  const refusals = new Refusals(refused);
  return servers.map((server) => candidateOf(server, { known, contest, names, refusals }));
}

interface Judges {
  known: ReadonlyMap<string, KnownEntry>;
  contest: Contest;
  names: KnownNames;
  refusals: Refusals;
}

function isOwned({ sightings }: Group): boolean {
  return sightings.some(({ isOwners }) => isOwners);
}

function candidateOf({ group, composed }: FoundServer, { known, contest, names, refusals }: Judges): Candidate {
  const { name, sightings } = group;
  const { believed, said, identity } = composed;
  const entry = known.get(name);
  const isLocal = sightings.every(({ find }) => find.isLocal === true);
  const version = textIn(said, 'version') ?? '';
  const was = entry?.entry.versions.find(({ server }) => server.version === version || version === '')?.server;
  const { server, flags: taken } = was
    ? { server: was, flags: [] }
    : cleanServer({ ...{ name, said, isLocal }, provenance: composed.provenance });
  const nameOrigin = entry?.entry.listing.nameOrigin ?? believed[0]?.find.nameOrigin ?? 'derived';
  const news = entry ? knownAs(entry, server.version, version === '') : null;
  const flags = unique([
    ...taken,
    ...composed.flags,
    ...(was ? [] : contest.against(name, composed)),
    ...(entry ? [] : ofName(name, nameOrigin, names)),
    ...(was ? [] : ofPlaces(group, composed, server)),
    ...(news === 'newer' && entry ? ofChange(entry, server) : []),
    ...believed.flatMap(ofSighting),
  ]);
  return {
    ...{ name, nameOrigin, server },
    seen: seenIn(sightings),
    flags,
    confidence: confidenceIn(believed, flags),
    known: refusals.has({ name, version: server.version, identity }) ? 'refused' : news,
    provenance: was ? Object.fromEntries(Object.keys(was).map((field) => [field, 'catalog'])) : composed.provenance,
    isLocal,
  };
}

function ofName(name: string, nameOrigin: Find['nameOrigin'], names: KnownNames): Flag[] {
  const pointer = '/name';
  const flags: Flag[] = [];
  if (nameOrigin === 'derived') flags.push({ code: 'name-derived', pointer, message: 'No publisher gave this name' });
  const other = names.imitated(name);
  if (other !== null) flags.push({ code: 'name-imitates', pointer, message: `It can be taken for ${other}` });
  if (name.includes('\\u{')) flags.push({ code: 'text-hidden', pointer, message: 'The name hides a character' });
  return flags;
}

/** What is not where the name, or whoever describes it, would have it. */
function ofPlaces({ name, sightings }: Group, { believed }: Composed, server: Candidate['server']): Flag[] {
  const [namespace = ''] = name.split('/');
  const domain = domainOf(namespace);
  const describing = sightings.filter(({ find }) => find.source === 'domain').map(({ find }) => hostOf(find.where));
  const homes = [domain, ...describing].filter((home) => home !== null);
  const foreign =
    homes.length === 0
      ? []
      : foreignRemotes(server, (host) => homes.every((home) => isOf(host, home) || isOf(home, host)));
  return [...foreign, ...ofRepository(namespace, believed, server)];
}

function ofRepository(namespace: string, believed: readonly Sighting[], server: Candidate['server']): Flag[] {
  const pointer = '/repository';
  const owner = repositoryOwner(server.repository?.url);
  const account = /^io\.github\.(.+)$/.exec(namespace)?.[1]?.toLowerCase();
  const flags: Flag[] = [];
  if (owner !== null && account !== undefined && owner !== account)
    flags.push({
      code: 'repository-contested',
      pointer,
      message: `The repository is ${owner}’s, the name is ${account}’s`,
    });
  const read = believed.find(({ find }) => find.source === 'github' && repositoryOwner(find.where) !== null);
  if (read && owner !== null && owner !== repositoryOwner(read.find.where)) {
    const message = `It was read in a repository of ${repositoryOwner(read.find.where)}, and names one of ${owner}`;
    flags.push({ code: 'repository-contested', pointer, message });
  }
  return flags;
}

/** A newer version of what the catalog has is to be what it was, where it was. */
function ofChange({ identity: was }: KnownEntry, server: Candidate['server']): Flag[] {
  const now = identityOf(server);
  const known = new Set(was.remotes.map(hostOf));
  const hosts = [...new Set(now.remotes.map(hostOf))].filter((host) => !known.has(host));
  return [
    ...now.packages
      .filter((key) => !was.packages.includes(key))
      .map((key) => ({ pointer: '/packages', message: `${key} is none of the newest version’s packages` })),
    ...hosts.map((host) => ({ pointer: '/remotes', message: `${host} is none of the newest version’s hosts` })),
  ].map((change) => ({ code: 'place-changed' as const, ...change }));
}

function ofSighting({ find, registry: { status } }: Sighting): readonly Flag[] {
  const said: readonly Flag[] = find.flags ?? NONE;
  if (status === undefined || status === 'active') return said;
  return [...said, { code: 'not-active', pointer: '', message: `The registry says that it is ${status}` }];
}

const NONE: readonly Flag[] = [];

/** Each place once, as it was last seen; the most trusted first. */
function seenIn(sightings: readonly Sighting[]): Candidate['seen'] {
  const places = new Map<string, Candidate['seen'][number]>();
  for (const { find } of sightings) {
    const [where, source] = [plain(find.where), find.source];
    const key = `${source} ${where}`;
    const before = places.get(key);
    if (!before) places.set(key, { source, where, at: find.at });
    else if (before.at < find.at) before.at = find.at;
  }
  return [...places.values()].slice(0, MOST_TOLD);
}

function unique(flags: readonly Flag[]): Flag[] {
  if (flags.length === 0) return [];
  const safe = flags.map(({ code, pointer, message }) => ({ code, pointer: plain(pointer), message: plain(message) }));
  const byText = new Map(safe.map((flag) => [`${flag.code} ${flag.pointer} ${flag.message}`, flag]));
  return [...byText]
    .sort(([a], [b]) => compareText(a, b))
    .slice(0, MOST_TOLD)
    .map(([, flag]) => flag);
}
