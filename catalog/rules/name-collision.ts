import { example } from './example.ts';
import type { CatalogRule, NeighbourFault } from './rule.ts';

/** Two names that a hurried reader takes for one are an invitation to fraud, and on some disks they are one folder. */
export const nameCollision: CatalogRule = {
  code: 'E308',
  name: 'name-collision',
  severity: 'error',
  why: 'Two names that differ only in capitals, hyphens, underscores or dots are taken for each other.',
  scope: 'catalog',
  run({ entries }) {
    const seen = new Map<string, string>();
    return entries.flatMap(({ name, versions }): NeighbourFault[] => {
      const folded = name.toLowerCase().replace(/[-_.]/g, '');
      const other = seen.get(folded);
      const source = [...versions.values()][0];
      if (other === undefined) seen.set(folded, name);
      if (other === undefined || !source) return [];
      const message = `The name ${name} is too much like ${other}`;
      const fix = 'Choose a name that cannot be taken for the other.';
      return [{ source, name, neighbour: other, pointer: '/name', message, fix }];
    });
  },
  examples: {
    passes: {
      ...example(),
      ...example({ path: 'com.example/climate/1.0.0', server: { name: 'com.example/climate', remotes: [] } }),
    },
    fails: {
      ...example(),
      ...example({ path: 'com.example/Wea_ther/1.0.0', server: { name: 'com.example/Wea_ther', remotes: [] } }),
    },
  },
};
