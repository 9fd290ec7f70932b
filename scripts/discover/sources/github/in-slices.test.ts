import { describe, expect, it } from 'vitest';
import { inSlices, type Span } from './in-slices.ts';

/** A search over items at places, which gives what is asked for by pages, and no more than 1,000. */
async function searched(places: number[], { from, to }: Span) {
  const asked: string[] = [];
  const tooMany: string[] = [];
  const found: number[] = [];
  const ask = async (span: Span, page: number) => {
    asked.push(`${span.from}..${span.to} ${page}`);
    if (page > 10) throw new Error('Only the first 1000 search results are available');
    const all = places.filter((place) => place >= span.from && place <= span.to);
    return { total: all.length, items: all.slice((page - 1) * 100, page * 100) };
  };
  for await (const item of inSlices({ from, to }, { results: 1000, onPage: 100 }, ask, (span, total) =>
    tooMany.push(`${span.from} ${total}`),
  ))
    found.push(item);
  return { found, asked, tooMany };
}

describe('a search that gives no more than 1,000', () => {
  it('is asked page by page where that is enough', async () => {
    const { found, asked } = await searched(
      Array.from({ length: 250 }, (_, at) => at),
      { from: 0, to: 999 },
    );
    expect(found).toHaveLength(250);
    expect(asked).toEqual(['0..999 1', '0..999 2', '0..999 3']);
  });

  it('is asked for halves of its span until each is small, and finds each thing once', async () => {
    const places = Array.from({ length: 5000 }, (_, at) => (at * 7919) % 100_000);
    const { found, tooMany } = await searched(places, { from: 0, to: 99_999 });
    expect(found.toSorted((a, b) => a - b)).toEqual(places.toSorted((a, b) => a - b));
    expect(tooMany).toEqual([]);
  });

  it('gives what it can of too many in one place, and says so', async () => {
    const { found, tooMany } = await searched(Array(1500).fill(7), { from: 0, to: 15 });
    expect(found).toHaveLength(1000);
    expect(tooMany).toEqual(['7 1500']);
  });
});
