import { distance } from 'fastest-levenshtein';

/** The candidates most like a word, nearest first: for "did you mean". Words that share nothing are left out. */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = word.toLowerCase().slice(0, 200);
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, score: score(wanted, candidate.toLowerCase()) }))
    .filter(({ score }) => score <= 0.5)
    .sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** 0 for equal words, 1 for words with nothing in common; a word found inside the other counts as near. */
function score(wanted: string, candidate: string): number {
  if (wanted.length >= 3 && candidate.includes(wanted)) return 0.1;
  if (candidate.length >= 3 && wanted.includes(candidate)) return 0.2;
  return distance(wanted, candidate) / Math.max(wanted.length, candidate.length, 1);
}
