import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SubstringIndex } from './substring-index.ts';

function indexOf(texts: string[]): SubstringIndex {
  const index = new SubstringIndex();
  for (const text of texts) index.add(text);
  return index;
}

describe('an index of substrings', () => {
  it('leaves out no text that has the string, and names them in their order', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '語', '-', '/'), maxLength: 12 }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(
        texts,
        fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '語'), maxLength: 5 }),
        fc.nat(100),
        (all, needle, from) => {
          const found = [...indexOf(all).candidates(needle, from)];
          expect(found).toEqual([...found].sort((a, b) => a - b));
          const having = all.flatMap((text, at) => (at >= from && text.includes(needle) ? [at] : []));
          expect(having.filter((at) => !found.includes(at))).toEqual([]);
          expect(found.every((at) => at >= from && at < all.length)).toBe(true);
        },
      ),
    );
  });

  it('works over more texts than go into one block, and names few that have it not', () => {
    const texts = Array.from(
      { length: 10_000 },
      (_none, at) => `com.example/server-${at} does the thing called ${at * 7919}`,
    );
    const index = indexOf(texts);
    const found = [...index.candidates('server-9876 ', 0)];
    expect(found).toContain(9876);
    expect(found.length).toBeLessThan(60);
    expect([...index.candidates('nothing like it', 0)].length).toBeLessThan(5);
    expect([...index.candidates('se', 9990)]).toHaveLength(10);
    expect([...index.candidates('', 4095)][0]).toBe(4095);
  });
});
