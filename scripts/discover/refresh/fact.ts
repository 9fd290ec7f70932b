import type { Fact } from '../../../catalog/listing.ts';

/** A fact as it is now, without the moment at which it was first known. */
export type FactNow = Omit<Fact, 'at'>;

/** The longest value that is kept. */
const MOST = 300;

/** A fact about something; a value from a stranger loses what is not seen, and what is too much. */
export function factOf(kind: Fact['kind'], of: string, value?: string): FactNow {
  const text = value
    ?.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, MOST);
  return { kind, of: of.slice(0, MOST), ...(text ? { value: text } : {}) };
}

/**
 * The facts of a listing after a look: what is still so keeps its moment, what is new gets `now`, and what is no longer so
 * goes. Of what could not be looked at, everything stays.
 */
export function factsAfter(
  before: readonly Fact[],
  { facts, unseen }: { facts: readonly FactNow[]; unseen: ReadonlySet<string> },
  now: string,
): Fact[] {
  const known = new Map(before.map((fact) => [keyOf(fact), fact]));
  const seen = facts.map((fact) => known.get(keyOf(fact)) ?? { ...fact, at: now });
  const kept = before.filter(({ of }) => unseen.has(of));
  return [...new Map([...kept, ...seen].map((fact) => [keyOf(fact), fact])).values()].toSorted((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
}

function keyOf({ kind, of, value = '' }: FactNow): string {
  return `${of}\n${kind}\n${value}`;
}
