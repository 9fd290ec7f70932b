import { compareText } from '../../../catalog/compare-text.ts';
import type { RegistryRecord } from '../../../catalog/dialects/dialect.ts';
import { readFields } from '../../../catalog/dialects/read-version.ts';
import { visible } from '../../../catalog/flagged-text.ts';
import { isObject } from '../../../catalog/json/json.ts';
import { textIn } from '../../../catalog/rules/server-view.ts';
import type { Find } from '../find.ts';
import { type Identity, identityOf } from './identity.ts';
import { isWithin } from './texts.ts';
import { isOwners, rankOf } from './trust.ts';

/** A find as it is compared with others: in today's field names, and not yet judged. */
export interface Sighting {
  find: Find;
  /** The name, with whatever is hidden in it spelt out: it is no other's name by looking like it. */
  name: string;
  /** What is said of it, in today's field names. */
  said: Record<string, unknown>;
  registry: RegistryRecord;
  identity: Identity;
  rank: number;
  /** Whether its source knows whose the name is. */
  isOwners: boolean;
}

const UNSAID: RegistryRecord = {};
const LONGEST_NAME = 200;
const DEEPEST = 64;

/** Finds as sightings, in one order whatever order they came in: the most trusted first. What is no server is left out. */
export function sightingsOf(finds: readonly Find[]): Sighting[] {
  const byRank: Sighting[][] = [];
  for (const find of finds) {
    const sighting = sightingOf(find);
    if (!sighting) continue;
    byRank[sighting.rank] ??= [];
    byRank[sighting.rank]?.push(sighting);
  }
  return byRank.flatMap((alike) => alike.sort(compareSightings));
}

function sightingOf(find: Find): Sighting | null {
  // Deeper than anything that is read, and perhaps than can be.
  if (!isWithin(find.server, DEEPEST)) return null;
  const read = isCurrent(find.server) ? { server: find.server, registry: UNSAID } : readFields(find.server);
  const said = read?.server;
  const name = textIn(said, 'name')?.trim();
  if (!read || !said || !name) return null;
  const shown = visible(name.slice(0, LONGEST_NAME));
  return {
    ...{ find, name: shown, said, registry: find.registry ?? read.registry, rank: rankOf(find) },
    identity: identityOf(
      find.source === 'github' ? { ...said, repository: readAt(find, said) } : said,
      find.repositoryId,
    ),
    isOwners: isOwners(find, shown),
  };
}

/** Whether a `server.json` has the names of today already: most have, and a copy of each would fill the memory. */
function isCurrent(server: Record<string, unknown>): boolean {
  const { _meta, status, packages, ...rest } = server;
  if (_meta !== undefined || status !== undefined || typeof rest.name !== 'string') return false;
  return (packages === undefined || (Array.isArray(packages) && packages.every(isPackage))) && hasTodaysKeys(server);
}

function isPackage(item: unknown): boolean {
  return isObject(item) && typeof item.registryType === 'string';
}

function hasTodaysKeys(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return value.every((item) => hasTodaysKeys(item, depth + 1));
  if (!isObject(value)) return value !== null;
  for (const key in value) if (key.includes('_') || depth > 8 || !hasTodaysKeys(value[key], depth + 1)) return false;
  return true;
}

/** On GitHub the repository is the one that was read, whatever the file in it says. */
function readAt({ where }: Find, { repository }: Record<string, unknown>): unknown {
  const [url] = /^https:\/\/github\.com\/[^/?#]+\/[^/?#]+/.exec(where) ?? [];
  return url === undefined ? repository : { subfolder: textIn(repository, 'subfolder'), url };
}

/** Of those that are trusted alike. */
function compareSightings(a: Sighting, b: Sighting): number {
  return compareText(a.name, b.name) || compareText(a.find.where, b.find.where) || compareFinds(a.find, b.find);
}

function compareFinds(a: Find, b: Find): number {
  return compareText(a.source, b.source) || compareText(JSON.stringify(a), JSON.stringify(b));
}
