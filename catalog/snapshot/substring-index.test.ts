import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SubstringIndex } from './substring-index.ts';

function indexOf(texts: string[]): SubstringIndex {
  const index = new SubstringIndex();
  for (const text of texts) index.add(text);
  return index;
}

describe('an index of substrings', () => {
  it('names the texts that have the string, and no others, in their order', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '語', '-', '/'), maxLength: 12 }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(
        texts,
        fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '語'), maxLength: 5 }),
        fc.nat(100),
        (all, needle, from) => {
          const having = all.flatMap((text, at) => (at >= from && text.includes(needle) ? [at] : []));
          expect([...indexOf(all).having(needle, from)]).toEqual(having);
        },
      ),
    );
  });

  it('works over more texts than go into one block, and longer ones than were expected', () => {
    const more = '語'.repeat(40);
    const texts = Array.from(
      { length: 10_000 },
      (_none, at) => `com.example/server-${at} does the thing called ${at * 7919}${more}`,
    );
    const index = indexOf(texts);
    expect([...index.having('server-9876 ', 0)]).toEqual([9876]);
    expect([...index.having(`${9999 * 7919}語`, 0)]).toEqual([9999]);
    expect([...index.having('nothing like it', 0)]).toEqual([]);
    expect([...index.having('se', 9990)]).toHaveLength(10);
    expect([...index.having('', 4095)][0]).toBe(4095);
  });
});
