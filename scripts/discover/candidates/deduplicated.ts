import type { Find } from '../find.ts';
import type { KnownEntry } from './catalog-view.ts';
import { type Composed, compose } from './compose.ts';
import { type Group, groupsOf } from './group.ts';
import { sightingsOf } from './sighting.ts';

/** A server as all sources saw it: who saw it, and what is believed of what they say. */
export interface FoundServer {
  group: Group;
  composed: Composed;
}

/** Each server that was found, once, in the order of names. Nothing is judged yet. */
export function deduplicated(finds: readonly Find[], known: ReadonlyMap<string, KnownEntry>): FoundServer[] {
  return groupsOf(sightingsOf(finds), known).map((group) => ({
    group,
    composed: compose(group, known.get(group.name)),
  }));
}
