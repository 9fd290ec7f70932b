import type { TakenIn } from './take-in.ts';

/** How many versions were read, and what became of them: the four outcomes add up to what was read. */
export interface Tally {
  read: number;
  added: number;
  updated: number;
  unchanged: number;
  refused: number;
  /** Of those in the catalog, how many had something dropped, mended or guessed. */
  mended: number;
  /** How often each of that happened, by its code; of refused versions too. */
  notes: Record<string, number>;
  /** How many were refused for what: the codes of their problems. */
  reasons: Record<string, number>;
}

export function emptyTally(): Tally {
  return { read: 0, added: 0, updated: 0, unchanged: 0, refused: 0, mended: 0, notes: {}, reasons: {} };
}

/** Counts some more. */
export function count(tally: Tally, taken: TakenIn[]): void {
  for (const { outcome, notes, problems } of taken) {
    tally.read += 1;
    tally[outcome] += 1;
    if (outcome !== 'refused' && notes.length > 0) tally.mended += 1;
    for (const { code } of notes) tally.notes[code] = (tally.notes[code] ?? 0) + 1;
    for (const code of new Set(problems.map((problem) => problem.code))) {
      tally.reasons[code] = (tally.reasons[code] ?? 0) + 1;
    }
  }
}

/** `471 read: 392 added, 0 updated, 0 unchanged, 79 refused; 366 mended`. */
export function tallyText({ read, added, updated, unchanged, refused, mended }: Tally): string {
  const mending = mended > 0 ? `; of those taken, ${mended} mended` : '';
  return `${read} read: ${added} added, ${updated} updated, ${unchanged} unchanged, ${refused} refused${mending}`;
}
