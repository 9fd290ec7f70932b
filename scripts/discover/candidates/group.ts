import { compareText } from '../../../catalog/compare-text.ts';
import type { KnownEntry } from './catalog-view.ts';
import type { Identity } from './identity.ts';
import type { Sighting } from './sighting.ts';

/** What was seen of one server, the most trusted first. */
export interface Group {
  /** The name that counts: of a publisher, where one gave any. */
  name: string;
  sightings: Sighting[];
}

/**
 * Puts together what was seen of the same server. A name that a publisher gave is a server's own: two of those are never
 * one, whatever they share. A derived name gives way to one with the same package, else the same remote; a find that names
 * neither, to the only one with the same folder of the same repository. In time that grows with the number of sightings.
 */
export function groupsOf(sightings: readonly Sighting[], known: ReadonlyMap<string, KnownEntry>): Group[] {
  const publishers = new Map<string, Sighting[]>();
  for (const sighting of sightings) if (isNamed(sighting, known)) push(publishers, sighting.name, sighting);
  const claims = claimsOf(sightings, publishers, known);
  const derived: Sighting[] = [];
  for (const sighting of sightings) {
    if (isNamed(sighting, known)) continue;
    const name = publishers.has(sighting.name) ? sighting.name : ownerOf(sighting.identity, claims);
    if (name === undefined) derived.push(sighting);
    else push(publishers, name, sighting);
  }
  const groups = [...publishers].map(([name, seen]) => ({ name, sightings: seen }));
  return [...groups, ...joined(derived)].sort((a, b) => compareText(a.name, b.name));
}

/** Whether its name is a server's own. */
function isNamed({ name, find }: Sighting, known: ReadonlyMap<string, KnownEntry>): boolean {
  return find.nameOrigin === 'publisher' || known.has(name);
}

/** Who has a package, a remote, a folder of a repository: the most trusted; and what several have. */
interface Claims {
  by: Map<string, string>;
  shared: Set<string>;
}

function claimsOf(
  sightings: readonly Sighting[],
  publishers: ReadonlyMap<string, Sighting[]>,
  known: ReadonlyMap<string, KnownEntry>,
): Claims {
  const [by, shared]: [Claims['by'], Claims['shared']] = [new Map(), new Set()];
  const claim = (name: string, keys: readonly string[]) => {
    for (const key of keys) {
      const before = by.get(key);
      if (before === undefined) by.set(key, name);
      else if (before !== name) shared.add(key);
    }
  };
  const claimAll = (name: string, { packages, remotes, repositories }: Identity) => {
    claim(name, packages);
    claim(name, remotes);
    claim(name, repositories);
  };
  for (const [name, { identity }] of known) claimAll(name, identity);
  for (const { name, find, identity } of sightings)
    if (find.nameOrigin === 'publisher' || publishers.has(name)) claimAll(name, identity);
  return { by, shared };
}

function ownerOf({ packages, remotes, repositories }: Identity, { by, shared }: Claims): string | undefined {
  const place = placeOf({ packages, remotes });
  if (place !== undefined) return by.get(place);
  const owners = new Set(repositories.flatMap((key) => by.get(key) ?? []));
  const isOnly = owners.size === 1 && !repositories.some((key) => shared.has(key));
  return isOnly ? [...owners][0] : undefined;
}

/** Where a server is, by which it is known again. Only the first counts: whoever lists those of others joins none of them. */
function placeOf({ packages: [first], remotes: [remote] }: Pick<Identity, 'packages' | 'remotes'>): string | undefined {
  return first ?? remote;
}

/** Joins sightings that have derived names: by package or remote, by repository where only one has a place, and by name. */
function joined(sightings: readonly Sighting[]): Group[] {
  const sets = new DisjointSets(sightings.length);
  const first = new Map<string, number>();
  const join = (key: string, index: number) => {
    const other = first.get(key);
    if (other === undefined) first.set(key, index);
    else sets.join(other, index);
  };
  for (const [index, { identity }] of sightings.entries()) {
    const place = placeOf(identity);
    if (place !== undefined) join(place, index);
  }
  const inRepository = new Map<string, { placed: Set<number>; others: number[] }>();
  for (const [index, { identity }] of sightings.entries()) {
    const hasPlace = placeOf(identity) !== undefined;
    for (const key of identity.repositories) {
      const there = inRepository.get(key) ?? { placed: new Set(), others: [] };
      if (hasPlace) there.placed.add(index);
      else there.others.push(index);
      inRepository.set(key, there);
    }
  }
  for (const { placed, others } of [...inRepository.values()]) {
    const [one, ...more] = new Set([...placed].map((index) => sets.find(index)));
    const [start = others[0]] = more.length === 0 && one !== undefined ? [one] : [];
    for (const index of others) if (start !== undefined) sets.join(start, index);
  }
  const names = new Map<number, string>();
  const groups = new Map<string, Sighting[]>();
  for (const [index, sighting] of sightings.entries()) {
    const set = sets.find(index);
    const name = names.get(set) ?? sighting.name;
    names.set(set, name);
    push(groups, name, sighting);
  }
  return [...groups].map(([name, seen]) => ({ name, sightings: seen }));
}

/** Sets that are joined two by two: each is known by its lowest member, so that what comes of it has one order. */
class DisjointSets {
  readonly #above: Int32Array;

  constructor(size: number) {
    this.#above = Int32Array.from({ length: size }, (_none, index) => index);
  }

  find(index: number): number {
    let at = index;
    for (let above = this.#above[at] ?? at; above !== at; above = this.#above[at] ?? at) {
      this.#above[at] = this.#above[above] ?? above;
      at = above;
    }
    return at;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    this.#above[Math.max(a, b)] = Math.min(a, b);
  }
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
