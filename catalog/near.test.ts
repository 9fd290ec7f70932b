import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mistakesIn, nearTo } from './near.ts';

/** All rows in full, as the definition has them. */
function mistakesBetween(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_none, i) =>
    Array.from({ length: b.length + 1 }, (_zero, j) => i + j),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const row = rows[i];
      if (row)
        row[j] = Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        );
    }
  }
  return at(a.length, b.length);
}

describe('words that are nearly the same', () => {
  const aWord = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ü'), maxLength: 16 });

  it('are found wherever few letters are wrong, and nowhere else', () => {
    fc.assert(
      fc.property(aWord, fc.uniqueArray(aWord, { maxLength: 60 }), (word, others) => {
        const sorted = others.sort();
        const expected = sorted.flatMap((other, at) => {
          const mistakes = mistakesBetween(word, other);
          return mistakesIn(word) > 0 && mistakes <= mistakesIn(word) ? [{ at, factor: 0.4 / (1 + mistakes) }] : [];
        });
        expect(nearTo(word, sorted)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('are found where two letters changed places', () => {
    const sorted = ['github', 'gitlab', 'weather'];
    expect(nearTo('gihtub', sorted).map(({ at }) => sorted[at])).toEqual(['github']);
    expect(nearTo('wether', sorted).map(({ at }) => sorted[at])).toEqual(['weather']);
    expect(nearTo('git', sorted)).toEqual([]);
  });
});
