import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mistakesIn, nearTo } from '../../catalog/near.ts';
import { partsOf, termsIn } from '../../catalog/words.ts';
import { byTitle, type Card } from '../card.ts';
import { countValues, FACETS } from '../facets.ts';
import { aSite, contentsOf, isChosen } from '../testing.ts';
import { type Answers, answersFrom } from './answers.ts';
import { searchFiles } from './make-search.ts';
import { questionOf } from './question.ts';
import { askedWords } from './score.ts';
import type { SearchIndexFile } from './search-files.ts';
import type { ReadFile } from './term-source.ts';

const site = aSite();
const [model] = site.cards;
if (!model) throw new Error('no card');

/** The search of some cards, and the files that it has read. */
async function searchOf(
  cards: Card[],
  mostCharacters?: number,
): Promise<{ answers: Answers; read: string[]; files: Map<string, string> }> {
  const files = contentsOf(searchFiles(cards, site.snapshot.at, mostCharacters));
  const read: string[] = [];
  const readFile: ReadFile = async (path) => {
    read.push(path);
    return JSON.parse(files.get(`search/${path}.json`) ?? '');
  };
  return { answers: await answersFrom(readFile), read, files };
}

const cardOf = (id: string, over: Partial<Card> = {}): Card => ({
  ...{ ...model, id, alias: '', title: id, description: '', tags: [], categories: [], tools: [] },
  ...over,
});

async function found(answers: Answers, query: string): Promise<string[]> {
  const { numbers } = await answers.find(questionOf(query));
  return (await answers.cards(numbers)).map(({ id }) => id);
}

describe('the search in a browser', () => {
  const syllable = fc.constantFrom('ma', 'il', 'se', 'nd', 'post', 'gres', 'Git', 'Hub', 'ün');
  const word = fc.array(syllable, { minLength: 1, maxLength: 4 }).map((some) => some.join(''));
  const words = fc.array(word, { maxLength: 4 }).map((some) => some.join(' '));
  const facts = fc.record({
    title: word,
    description: words,
    tools: fc.array(fc.array(word, { minLength: 1, maxLength: 3 }).map((some) => some.join('_'))),
    tags: fc.array(word, { maxLength: 2 }),
    categories: fc.array(fc.constantFrom('data', 'web'), { maxLength: 1 }),
    health: fc.constantFrom<Card['health']>('healthy', 'unhealthy', 'unknown'),
  });
  const oneMistake = fc
    .tuple(word, fc.nat(20), fc.constantFrom('swap', 'drop', 'add'))
    .map(([one, at, kind]) => mistaken(one, at % one.length, kind));

  it('finds and counts what a look at every server finds, however many files it is cut into', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(facts, { minLength: 1, maxLength: 30 }),
        fc.array(fc.oneof(word, oneMistake), { maxLength: 3 }),
        fc.subarray(['health=healthy', 'health=unknown', 'category=web']),
        async (some, asked, chosen) => {
          const cards = some.map((one, index) => cardOf(`com.example/s${index}`, one));
          const { answers } = await searchOf(cards, 60);
          const question = questionOf(`?${new URLSearchParams({ q: asked.join(' ') })}&${chosen.join('&')}`);
          const { numbers, counts } = await answers.find(question);
          const byNumber = cards.toSorted(byTitle);
          const matching = everyMatch(byNumber, question.words);
          const inside = matching.filter((card) => isChosen(card, question.chosen));
          expect(numbers.map((number) => byNumber[number]?.id).sort()).toEqual(inside.map(({ id }) => id).sort());
          for (const facet of FACETS) {
            for (const [value, count] of countValues(
              facet,
              matching.filter((card) => isChosen(card, question.chosen, facet.id)),
            ))
              expect(counts.get(facet.id)?.get(value) ?? 0, value).toBe(count);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads little of a large catalog', async () => {
    const cards = Array.from({ length: 3000 }, (_none, index) =>
      cardOf(`com.example/s${index}`, { title: `${wordFor(index)} server`, tools: [`do_${wordFor(index * 31)}`] }),
    );
    const { answers, read, files } = await searchOf(cards);
    const index: SearchIndexFile = JSON.parse(files.get('search/index.json') ?? '');
    expect(index.terms.files.length).toBeGreaterThan(10);
    expect(await found(answers, `?q=${wordFor(1234)}`)).toContain('com.example/s1234');
    expect(read.filter((path) => path.startsWith('terms')).length).toBeLessThanOrEqual(2);
    const wrong = `x${wordFor(1234).slice(1)}`;
    expect(await found(answers, `?q=${wrong}`)).toContain('com.example/s1234');
  });

  it('ranks by match, then by proof, then by health', async () => {
    const { answers } = await searchOf([
      cardOf('com.example/a', { title: 'Notes', description: 'mail', proven: true }),
      cardOf('com.example/b', { title: 'Mail', health: 'unhealthy', proven: false }),
      cardOf('com.example/c', { title: 'Mail', health: 'healthy', proven: false }),
      cardOf('com.example/d', { title: 'Mail', health: 'unhealthy', proven: true }),
      cardOf('com.example/e', { title: 'Mail', health: 'healthy', proven: true, deprecated: true }),
    ]);
    expect(await found(answers, '?q=mail')).toEqual(['d', 'c', 'b', 'e', 'a'].map((name) => `com.example/${name}`));
  });

  it('sorts by title, age, speed and uptime, and keeps what has no figure for last', async () => {
    const { answers } = await searchOf([
      cardOf('com.example/a', { p50: 300, uptime: [99, 100], publishedAt: '2026-01-01T00:00:00Z' }),
      cardOf('com.example/b', { p50: null, uptime: [4, 4], publishedAt: '2026-03-01T00:00:00Z' }),
      cardOf('com.example/c', { p50: 20, uptime: [100, 100], publishedAt: '2026-02-01T00:00:00Z' }),
    ]);
    const order = async (sort: string) => (await found(answers, `?sort=${sort}`)).map((id) => id.slice(-1)).join('');
    expect([await order('title'), await order('newest'), await order('fastest'), await order('uptime')]).toEqual([
      'abc',
      'bca',
      'cab',
      'cab',
    ]);
  });

  it('lists without words what the built list has, in its order', async () => {
    const { answers } = await searchOf(site.cards);
    expect(await found(answers, '')).toEqual(site.cards.map(({ id }) => id));
    expect(await found(answers, '?q=x')).toHaveLength(site.cards.length);
  });
});

/** A search that looks at every server: slow, and plain. */
function everyMatch(cards: Card[], text: string): Card[] {
  const terms = new Map(
    cards.map((card) => {
      const places = [card.id, card.title, card.description, ...card.tools, ...card.tags, ...card.categories];
      return [card, new Set(places.flatMap(termsIn))];
    }),
  );
  const known = [...new Set([...terms.values()].flatMap((some) => [...some]))].sort();
  const haveTerm = (word: string) => {
    const begun = cards.filter((card) => [...(terms.get(card) ?? [])].some((term) => term.startsWith(word)));
    const postings = cards.reduce(
      (n, card) => n + [...(terms.get(card) ?? [])].filter((t) => t.startsWith(word)).length,
      0,
    );
    if (known.includes(word) || postings >= 5 || mistakesIn(word) === 0) return new Set(begun);
    const alike = known.filter(
      (term) => term.startsWith(word.slice(0, 2)) || (term.length > 3 && term.endsWith(word.slice(-2))),
    );
    const near = nearTo(word, alike)
      .sort((a, b) => b.factor - a.factor || a.at - b.at)
      .slice(0, 5);
    const instead = near.map(({ at }) => alike[at] ?? '');
    return new Set([...begun, ...cards.filter((card) => instead.some((term) => terms.get(card)?.has(term)))]);
  };
  return askedWords(text).reduce((left, word) => {
    const whole = haveTerm(word.toLowerCase());
    const parts = partsOf(word).map(haveTerm);
    return left.filter((card) => whole.has(card) || (parts.length > 1 && parts.every((some) => some.has(card))));
  }, cards);
}

function mistaken(word: string, at: number, kind: string): string {
  const [before, after] = [word.slice(0, at), word.slice(at)];
  if (kind === 'drop') return before + after.slice(1);
  if (kind === 'add') return `${before}x${after}`;
  return `${before}${after.slice(1, 2)}${after.slice(0, 1)}${after.slice(2)}`;
}

const LETTERS = 'bcdfghklmn';

function wordFor(index: number): string {
  return [...String(index * 7919)].map((digit) => `${LETTERS[Number(digit)]}${'aeiou'[index % 5]}`).join('');
}
