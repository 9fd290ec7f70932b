import type { CatalogSources } from '../sources.ts';
import { RESERVED_ALIASES } from '../urls.ts';
import { example } from './example.ts';
import type { CatalogRule, NeighbourFault } from './rule.ts';
import { textIn } from './server-view.ts';

/** An alias stands in addresses where a name or a word of ours could stand, so it must not be taken for either. */
export const alias: CatalogRule = {
  code: 'E307',
  name: 'alias',
  severity: 'error',
  why: 'An alias leads to one server: no other has it as its alias or as the last part of its name, and the proxy does not use the word.',
  scope: 'catalog',
  run(catalog) {
    const named = lastParts(catalog);
    const taken = new Map<string, string>();
    return catalog.entries.flatMap(({ name, listing }): NeighbourFault[] => {
      const alias = textIn(listing?.value, 'alias');
      if (!listing || alias === undefined) return [];
      const other = taken.get(alias);
      if (other === undefined) taken.set(alias, name);
      const namesake = named.get(alias)?.find((full) => full !== name);
      const reasons = [
        ...(other === undefined ? [] : [{ neighbour: other, reason: `is already the alias of ${other}` }]),
        ...(namesake === undefined
          ? []
          : [{ neighbour: namesake, reason: `is also the last part of the name ${namesake}` }]),
        ...(RESERVED_ALIASES.includes(alias) ? [{ reason: 'is a word that addresses of the proxy use' }] : []),
      ];
      return reasons.map(({ reason, ...between }) => ({
        ...between,
        name,
        source: listing,
        pointer: '/alias',
        message: `The alias ${JSON.stringify(alias)} ${reason}`,
        fix: 'Choose another alias, or leave it out.',
      }));
    });
  },
  examples: {
    passes: example({ listing: { alias: 'forecast' } }),
    fails: example({ listing: { alias: 'all' } }),
  },
};

function lastParts({ entries }: CatalogSources): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name } of entries) {
    const part = name.slice(name.indexOf('/') + 1);
    names.set(part, [...(names.get(part) ?? []), name]);
  }
  return names;
}
