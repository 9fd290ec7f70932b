import { categoryPath } from '../catalog/urls.ts';
import type { Card } from './card.ts';
import { onceFor } from './once-for.ts';

/** One way to narrow the list. The page and the browser walk the same table. */
export interface Facet {
  id: string;
  legend: string;
  /** The values a card stands under. */
  of(card: Card): string[];
  /** Values in their order, with their words; where there is none, values are found in the cards, commonest first. */
  values?: Record<string, string>;
}

export const FACETS: Facet[] = [
  {
    id: 'health',
    legend: 'Health',
    of: ({ health }) => [health],
    values: { healthy: 'healthy', degraded: 'degraded', unhealthy: 'unhealthy', unknown: 'unknown' },
  },
  {
    id: 'sign-in',
    legend: 'Sign-in',
    of: ({ signIn }) => signIn,
    values: { none: 'none', oauth: 'OAuth sign-in', key: 'key or token', unknown: 'not known yet' },
  },
  {
    id: 'where',
    legend: 'Where it runs',
    of: ({ places }) => places,
    values: {
      hosted: 'hosted',
      npm: 'npm',
      pypi: 'PyPI',
      oci: 'container',
      nuget: 'NuGet',
      mcpb: 'bundle',
      other: 'other',
    },
  },
  {
    id: 'tools',
    legend: 'Tools',
    of: ({ hints }) => [
      ...(hints && hints.total > 0 && hints.readOnly === hints.total ? ['read-only'] : []),
      ...(hints && hints.destructive === 0 ? ['safe'] : []),
    ],
    values: { 'read-only': 'all read-only', safe: 'none destructive' },
  },
  { id: 'category', legend: 'Category', of: ({ categories }) => categories },
  {
    id: 'era',
    legend: 'Era',
    of: ({ eras }) => eras,
    values: { modern: 'modern, 2026-07-28', legacy: 'legacy', unknown: 'not known yet' },
  },
];

/** The ready-made page of a value: its address from the site's root, with no leading slash. */
export function facetPath({ id }: Facet, value: string): string {
  return id === 'category' ? categoryPath(value) : `by/${id}/${value}/`;
}

/** The values chosen in each facet, by facet id. */
export type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

/** The cards under each value of a facet, in their order. */
export function cardsUnder(facet: Facet, cards: Card[]): ReadonlyMap<string, Card[]> {
  return everyFacet(cards).get(facet) ?? underValues(facet, cards);
}

/** A build asks for the cards of a hundred values, and for their numbers on many pages: one walk finds them all. */
const everyFacet = onceFor((cards: Card[]) => new Map(FACETS.map((facet) => [facet, underValues(facet, cards)])));

function underValues({ of, values = {} }: Facet, cards: Card[]): Map<string, Card[]> {
  const under = new Map<string, Card[]>(Object.keys(values).map((value) => [value, []]));
  for (const card of cards) {
    for (const value of of(card)) {
      const others = under.get(value);
      if (!others) under.set(value, [card]);
      else if (others.at(-1) !== card) others.push(card);
    }
  }
  return under;
}

/** How many cards stand under each value of a facet, in the order of its values. */
export function countValues(facet: Facet, cards: Card[]): Map<string, number> {
  const counts = [...cardsUnder(facet, cards)].map(([value, some]): [string, number] => [value, some.length]);
  return new Map(facet.values ? counts : counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
