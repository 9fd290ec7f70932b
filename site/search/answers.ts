import { HEALTHS, type ShownCard } from '../card.ts';
import { type Counts, narrow } from './narrow.ts';
import type { Question, Sort } from './question.ts';
import { askedWords, scoresOf } from './score.ts';
import type { CardsFile, FacetColumn, SearchIndexFile, SortsFile } from './search-files.ts';
import { kept, type ReadFile, termSource } from './term-source.ts';

/** Answers questions over the files of `search/`, of which it reads only what a question needs. */
export interface Answers {
  /** The numbers of the servers that a question asks for, in their order, and how many each filter would leave. */
  find(question: Question): Promise<{ numbers: number[]; counts: Counts }>;
  /** What is shown of some servers. */
  cards(numbers: number[]): Promise<ShownCard[]>;
}

export async function answersFrom(readFile: ReadFile): Promise<Answers> {
  const index = await readFile<SearchIndexFile>('index');
  const source = termSource(index, readFile);
  const readCards = kept((path) => readFile<CardsFile>(path));
  const readSorts = kept((path) => readFile<SortsFile>(path));
  const everyone = Array.from({ length: index.servers }, (_none, number) => number);
  const ranks = healthRanks(index.facets);
  return {
    async find({ words, chosen, sort }) {
      const asked = askedWords(words);
      const scores = asked.length > 0 ? await scoresOf(asked, source) : null;
      const matching = scores ? everyone.filter((number) => scores[number]) : everyone;
      const { inside, counts } = narrow(matching, index.facets, chosen);
      const best = scores
        ? (number: number) => (scores[number] ?? 0) * (index.worth[number] ?? 0)
        : (number: number) => -(ranks[number] ?? 0);
      const by = sort === 'best' ? best : valuesFor(sort, await sortsFor(sort, () => readSorts(index.sorts)));
      return { numbers: highestFirst(inside, by), counts };
    },
    async cards(numbers) {
      const { size, files } = index.cards;
      const read = (number: number) => readCards(files[Math.floor(number / size)] ?? '');
      const some = await Promise.all(numbers.map(async (number) => (await read(number))[number % size]));
      return some.flatMap((card) => card ?? []);
    },
  };
}

async function sortsFor(sort: Sort, read: () => Promise<SortsFile>): Promise<SortsFile | null> {
  return sort === 'title' ? null : read();
}

/** Slower than any answer that we wait for. */
const SLOWEST_MS = 1_000_000;

/** What is highest comes first; servers are numbered by title, so equals stay in the order of their titles. */
function valuesFor(sort: Sort, sorts: SortsFile | null): (number: number) => number {
  switch (sort) {
    case 'newest':
      return (number) => sorts?.published[number] ?? 0;
    case 'fastest':
      return (number) => {
        const p50 = sorts?.p50[number] ?? -1;
        return p50 < 0 ? -SLOWEST_MS : -p50;
      };
    case 'uptime':
      return (number) => sorts?.uptime[number] ?? -1;
    default:
      return () => 0;
  }
}

/** Value and number in one figure, exact up to 2^53, sort ten times as fast as with a function that compares. */
function highestFirst(numbers: number[], by: (number: number) => number): number[] {
  const keys = Float64Array.from(numbers, (number) => Math.round(by(number) * PRECISION) * SERVERS - number);
  return Array.from(keys.sort().reverse(), (key) => (SERVERS - (key % SERVERS)) % SERVERS);
}

const SERVERS = 2 ** 20;
const PRECISION = 1000;

/** A list that nobody has sorted has what works first, as in the built pages. */
function healthRanks(facets: FacetColumn[]): number[] {
  const health = facets.find(({ id }) => id === 'health');
  const ranks = health?.sets.map((set) => HEALTHS.findIndex((one) => set.includes(one)));
  return health?.of.map((set) => ranks?.[set] ?? 0) ?? [];
}
