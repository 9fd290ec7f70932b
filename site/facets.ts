import { categoryPath } from '../catalog/urls.ts';
import type { Card } from './card.ts';

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

/** Whether a card stands under one of the chosen values of every facet; `except` names a facet to leave out. */
export function isChosen(card: Card, chosen: Chosen, except?: string): boolean {
  return FACETS.every(({ id, of }) => {
    const values = chosen.get(id);
    return id === except || !values?.size || of(card).some((value) => values.has(value));
  });
}

/** How many cards each value of a facet would leave, with what the other facets have chosen. */
export function countValues(facet: Facet, cards: Card[], chosen: Chosen = new Map()): Map<string, number> {
  const counts = new Map(Object.keys(facet.values ?? {}).map((value) => [value, 0]));
  for (const card of cards) {
    if (!isChosen(card, chosen, facet.id)) continue;
    for (const value of facet.of(card)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return facet.values ? counts : new Map([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
