import { nearTo } from '../../catalog/near.ts';
import { partsOf, wordsIn } from '../../catalog/words.ts';
import type { Posted, TermSource } from './term-source.ts';

/** Words after these change nothing: a search is a few words. */
const MOST_WORDS = 8;
/** A word that so few servers have, begun or whole, is looked for with mistakes in it, too; and so many such are tried. */
const FEW = 5;

/** The words that are looked for. A lone letter says too little: half of all servers have a word that begins with it. */
export function askedWords(text: string): string[] {
  return wordsIn(text)
    .filter((word) => !/^[a-z0-9]$/i.test(word))
    .slice(0, MOST_WORDS);
}

/**
 * How well each server, by its number, answers to all of some words: 0 is not at all. A whole word counts most, then one that
 * begins with it; where there are few of both, one with a mistake in it that begins or ends with the same two letters.
 */
export async function scoresOf(words: string[], source: TermSource): Promise<Float32Array> {
  const scores = await Promise.all(words.map((word) => scoresOfWord(word, source)));
  return scores.reduce(both, new Float32Array(source.servers).fill(1));
}

/** "GitHub" is looked for as one word, and as its parts. */
async function scoresOfWord(word: string, source: TermSource): Promise<Float32Array> {
  const parts = partsOf(word).slice(0, MOST_WORDS);
  const [whole, ...apart] = await Promise.all(
    [word.toLowerCase(), ...(parts.length > 1 ? parts : [])].map((term) => scoresOfTerm(term, source)),
  );
  if (!whole) return new Float32Array(source.servers);
  if (apart.length === 0) return whole;
  const all = apart.reduce(both);
  return whole.map((score, at) => Math.max(score, all[at] ?? 0));
}

async function scoresOfTerm(word: string, source: TermSource): Promise<Float32Array> {
  const scores = new Float32Array(source.servers);
  const begun = await source.beginningWith(word);
  let found = 0;
  for (const { term, posted } of begun) {
    score(posted, term === word ? 1 : 0.5 * (word.length / term.length), scores);
    found += posted.length / 2;
  }
  if (begun[0]?.term === word || found >= FEW) return scores;
  for (const { posted, factor } of await nearPosted(word, source)) score(posted, factor, scores);
  return scores;
}

/** The terms nearest to a word, with their servers. */
async function nearPosted(word: string, source: TermSource): Promise<{ posted: number[]; factor: number }[]> {
  if (word.length < 4) return [];
  const alike = await Promise.all([source.startingLike(word), source.endingLike(word)]);
  const near = new Map(
    alike.flatMap((terms) => nearTo(word, terms).map(({ at, factor }): [string, number] => [terms[at] ?? '', factor])),
  );
  const nearest = [...near].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1)).slice(0, FEW);
  return Promise.all(
    nearest.map(async ([term, factor]) => {
      const [first] = await source.beginningWith(term);
      return { posted: first?.posted ?? [], factor };
    }),
  );
}

/** What few have says more. */
function score(posted: Posted['posted'], factor: number, scores: Float32Array): void {
  const worth = factor * Math.log(1 + (2 * scores.length) / posted.length);
  let number = 0;
  for (let at = 0; at < posted.length; at += 2) {
    number += posted[at] ?? 0;
    scores[number] = Math.max(scores[number] ?? 0, worth * (posted[at + 1] ?? 0));
  }
}

/** The sum where both are something. */
function both(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((score, at) => (score !== 0 && b[at] ? score + b[at] : 0));
}
