import { Transport } from '../../../catalog/listing.ts';
import type { Outline } from '../../../catalog/snapshot/snapshot-outline.ts';
import { Health } from '../../../catalog/status/status.ts';
import { erasOf, signInOf } from '../../../catalog/traits.ts';

/** One way to narrow a search: a parameter of the query, which may be said several times. */
export interface Facet {
  name: string;
  text: string;
  /** The values that a server stands under. */
  of(server: Outline): readonly string[];
  /** All that there are; unset where publishers find new ones. */
  values?: readonly string[];
}

export const FACETS: readonly Facet[] = [
  { name: 'category', text: 'A category of the listing', of: ({ listing }) => listing.categories },
  { name: 'tag', text: 'A tag of the listing', of: ({ listing }) => listing.tags },
  {
    name: 'transport',
    text: 'How an instance is spoken to',
    of: ({ server: { packages = [], remotes = [] }, listing: { instances = [] } }) => [
      ...remotes.map(({ type }) => type),
      ...packages.map(({ transport }) => transport.type),
      ...instances.map(({ transport }) => transport),
    ],
    values: Transport.options,
  },
  {
    name: 'auth',
    text: 'How a caller proves who they are',
    of: ({ server, status }) => signInOf(server, status?.instances ?? []),
    values: ['none', 'oauth', 'key', 'unknown'],
  },
  {
    name: 'health',
    text: 'What the last looks saw',
    of: ({ status }) => [status?.health ?? 'unknown'],
    values: Health.options,
  },
  {
    name: 'era',
    text: 'The era in which a look met it',
    of: ({ status }) => erasOf(status?.instances ?? []),
    values: ['legacy', 'modern', 'unknown'],
  },
  {
    name: 'package',
    text: 'What kind of package it comes as',
    of: ({ server: { packages = [] } }) => packages.map(({ registryType }) => registryType),
  },
];

/** The values that are asked for in each facet, by its name: one of them is enough. */
export type Chosen = ReadonlyMap<string, readonly string[]>;
