import { aligned, oneLine } from '../table.ts';
import type { Candidate } from './candidate.ts';

/** Candidates as lines for people, what the catalog lacks first; then how many there are of each kind. */
export function candidateTable(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return 'No servers were found.';
  const shown = candidates.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const rows = shown.map((candidate) => [
    oneLine(candidate.name),
    oneLine(candidate.server.version),
    newsOf(candidate),
    candidate.confidence,
    [...new Set(candidate.seen.map(({ source }) => source))].join(' '),
    [...new Set(candidate.flags.map(({ code }) => code))].join(' '),
  ]);
  const count = (news: string) => candidates.filter((candidate) => newsOf(candidate) === news).length;
  const counts = Object.values(NEWS).map((news) => `${count(news)} ${news}`);
  return `${aligned([['server', 'version', 'catalog', 'confidence', 'seen by', 'to check'], ...rows])}\n\n${counts.join(', ')}`;
}

const NEWS = {
  null: 'not in the catalog',
  newer: 'newer than the catalog',
  same: 'known',
  refused: 'refused before',
} as const;

function newsOf({ known }: Candidate): string {
  return NEWS[known ?? 'null'];
}

function rank({ known }: Candidate): number {
  return [null, 'newer', 'same', 'refused'].indexOf(known);
}
