import { mistakesIn } from '../../catalog/near.ts';
import { termWeights } from '../../catalog/term-weights.ts';
import { wordsIn } from '../../catalog/words.ts';
import { type FileMaker, json } from '../api/file-maker.ts';
import { byTitle, type Card, ENOUGH_CHECKS, shownCard } from '../card.ts';
import { chunks } from '../chunks.ts';
import { FACETS, type Facet } from '../facets.ts';
import { digitsOf, hashedFiles } from '../hashed-file.ts';
import type { MadeFile } from '../made-file.ts';
import { onceFor } from '../once-for.ts';
import { DAY } from '../words/time.ts';
import {
  END_LETTERS,
  endKey,
  type FacetColumn,
  type Runs,
  type SearchIndexFile,
  type SortsFile,
} from './search-files.ts';

/** Characters of a file of terms: some 6 KB over the wire. */
const MOST_CHARACTERS = 16_000;
/** A number in such a file, and the comma behind it, more or less. */
const CHARACTERS_A_NUMBER = 3;
/** Of what is in a file, in its name. */
const DIGITS = 10;
/** Up to so many servers, cards come in few files; beyond, in small ones, as the few that are shown lie far apart. */
const SMALL_CATALOG = 500;

/**
 * What the search in a browser reads. One file has what filters and counts need. Terms, with the servers that have them, are
 * a sorted list that is cut into files of one size, so a word leads to one or two of them, and a small catalog has one. The
 * same terms sorted by their last letters find words whose first letters are mistaken.
 */
export const search: FileMaker = ({ cards, snapshot: { at } }) => searchFiles(cards, at);

/** The same of some cards. `mostCharacters` is about the length of a file of terms. */
export function* searchFiles(some: Card[], at: string, mostCharacters = MOST_CHARACTERS): Generator<MadeFile> {
  const cards = some.toSorted(byTitle);
  const files = new Map<string, MadeFile>();
  const addFile = (file: MadeFile) => {
    const [path] = file;
    files.set(path, file);
    return path.slice('search/'.length, -'.json'.length);
  };
  const add = (folder: string, value: unknown) => {
    const content = json(value);
    return addFile([pathIn(folder, digitsOf(content, DIGITS)), content]);
  };
  const addCards = (few: Card[]) => addFile(cardsFile(few, (digits) => pathIn('cards', digits)));
  const posted = postedTerms(cards);
  const numbersOf = (term: string) => posted.get(term)?.numbers ?? [];
  const terms = [...posted.keys()].sort();
  const size = cards.length <= SMALL_CATALOG ? 100 : 10;
  const index: SearchIndexFile = {
    schemaVersion: 1,
    at,
    servers: cards.length,
    facets: FACETS.map((facet) => columnOf(facet, cards)),
    worth: cards.map(worthOf),
    terms: inRuns(
      mostCharacters,
      terms,
      (term) => term,
      (term) => term.length + 3 + CHARACTERS_A_NUMBER * numbersOf(term).length,
      (run) => add('terms', { terms: run, posted: run.map(numbersOf) }),
    ),
    ends: inRuns(
      mostCharacters,
      byEnd(terms.filter((term) => mistakesIn(term) > 0)),
      endKey,
      (term) => term.length + 3,
      (run) => add('ends', run),
    ),
    sorts: add('sorts', sortsOf(cards)),
    cards: { size, files: chunks(cards, size).map(addCards) },
  };
  yield* files.values();
  yield ['search/index.json', json(index)];
}

/** Every term with the servers that have it, and how much it weighs there. The shorter a title, the more each of its words says. */
function postedTerms(cards: Card[]): Map<string, Posted> {
  const posted = new Map<string, Posted>();
  for (let number = 0; number < cards.length; number += 1) {
    const card = cards[number];
    if (!card) continue;
    const { terms, weights } = termsOf(card);
    for (let index = 0; index < terms.length; index += 1) {
      const term = terms[index] ?? '';
      const weight = weights[index] ?? 0;
      const known = posted.get(term);
      if (known) {
        known.numbers.push(number - known.last, weight);
        known.last = number;
      } else posted.set(term, { numbers: [number, weight], last: number });
    }
  }
  return posted;
}

/** The servers that have a term, as `TermsFile` writes them; `last` is the number of the last. */
interface Posted {
  numbers: number[];
  last: number;
}

const termsOf = onceFor(({ id, title, alias, description, tags, categories, tools }: Card) => {
  const short = 1 + 1 / (1 + wordsIn(title).length);
  const labels = [...tags, ...categories];
  const weighed = [...termWeights({ name: id, title, alias, description, labels, tools })];
  return { terms: weighed.map(([term]) => term), weights: weighed.map(([, weight]) => Math.round(2 * weight * short)) };
});

const cardsFile = hashedFiles(DIGITS, (few: readonly Card[]) => json(few.map(shownCard)));

function pathIn(folder: string, digits: string): string {
  return `search/${folder}/${digits}.json`;
}

/** What matches equally well is ranked by proof, then by health; what is deprecated comes last. */
function worthOf({ proven, health, deprecated }: Card): number {
  const worth = 100 + (proven ? 16 : 0) + { healthy: 8, degraded: 4, unknown: 2, unhealthy: 0 }[health];
  return deprecated ? Math.round(worth / 2) : worth;
}

function columnOf({ id, of }: Facet, cards: Card[]): FacetColumn {
  const places = new Map<string, number>();
  const sets: string[][] = [];
  const numbers = cards.map((card) => {
    const values = of(card).toSorted();
    const key = values.join('\n');
    const place = places.get(key) ?? sets.push(values) - 1;
    places.set(key, place);
    return place;
  });
  return { id, sets, of: numbers };
}

function sortsOf(cards: Card[]): SortsFile {
  return {
    published: cards.map(({ publishedAt }) => Math.floor(Date.parse(publishedAt) / DAY)),
    p50: cards.map(({ p50 }) => p50 ?? -1),
    uptime: cards.map(({ uptime }) =>
      uptime && uptime[1] >= ENOUGH_CHECKS ? Math.round((10_000 * uptime[0]) / uptime[1]) : -1,
    ),
  };
}

/** Sorted terms in the order of their `endKey`, which is made of their last letters, then of themselves. */
function byEnd(terms: string[]): string[] {
  const ends = new Map<string, string[]>();
  for (const term of terms) {
    const end = term.slice(-END_LETTERS);
    const others = ends.get(end);
    if (others) others.push(term);
    else ends.set(end, [term]);
  }
  return [...ends.keys()].sort().flatMap((end) => ends.get(end) ?? []);
}

/** Cuts a sorted list into files of about one size. */
function inRuns<T>(
  mostCharacters: number,
  sorted: T[],
  keyOf: (one: T) => string,
  lengthOf: (one: T) => number,
  write: (some: T[]) => string,
): Runs {
  const runs: Runs = { starts: [], files: [] };
  let some: T[] = [];
  let length = 0;
  for (const one of sorted) {
    if (length > mostCharacters) {
      runs.files.push(write(some));
      [some, length] = [[], 0];
    }
    if (some.length === 0) runs.starts.push(keyOf(one));
    some.push(one);
    length += lengthOf(one);
  }
  if (some.length > 0) runs.files.push(write(some));
  return runs;
}
