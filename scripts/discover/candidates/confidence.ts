import type { Candidate } from '../candidate.ts';
import type { Flag, FlagCode } from '../flag.ts';
import type { Sighting } from './sighting.ts';

/** Doubts about whose it is, or about what it wants: whatever speaks for it, a person has to look hard. */
const GRAVE: readonly FlagCode[] = [
  ...['name-imitates', 'name-contested', 'package-contested', 'remote-contested', 'remote-foreign'],
  ...['repository-contested', 'repository-gone', 'repository-recreated', 'package-gone', 'place-changed'],
  ...['redirects-away', 'secret-dropped', 'text-hidden', 'text-instructs'],
] as const satisfies FlagCode[];

/** Doubts about what state it is in. */
const DOUBTFUL: readonly FlagCode[] = [
  ...['repository-archived', 'repository-moved', 'package-deprecated', 'private-address', 'part-dropped'],
  ...['not-active', 'text-markup'],
] as const satisfies FlagCode[];

/** How sure it is that a server is what it says, and whose it says: as the table in `../README.md`. */
export function confidenceIn(believed: readonly Sighting[], flags: readonly Flag[]): Candidate['confidence'] {
  if (flags.some(({ code }) => GRAVE.includes(code))) return 'low';
  const isOwned = believed.some(({ isOwners }) => isOwners);
  const isProven = believed.some(({ find }) => find.evidence === 'proven' && find.nameOrigin === 'publisher');
  const kinds = new Set(believed.map(({ find }) => find.source)).size;
  const isDoubtful = flags.some(({ code }) => DOUBTFUL.includes(code));
  if (isOwned || (isProven && kinds > 1)) return isDoubtful ? 'medium' : 'high';
  // A registry that the operator names has asked somebody, or is theirs.
  const isListed = believed.some(({ find }) => find.source === 'official-registry');
  if (isProven || isListed || kinds > 1) return isDoubtful ? 'low' : 'medium';
  return 'low';
}
