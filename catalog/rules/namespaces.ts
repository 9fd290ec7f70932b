import { isObject } from '../json/json.ts';
import { example } from './example.ts';
import type { CatalogRule } from './rule.ts';

/** A registry says whose servers it takes; a fork that is for one company takes only that company's. */
export const namespaces: CatalogRule = {
  code: 'E315',
  name: 'namespaces',
  severity: 'error',
  why: 'registry.json says which names this registry takes.',
  scope: 'catalog',
  run({ registry, entries }) {
    const stated = isObject(registry?.value) ? registry.value.namespaces : undefined;
    const patterns = Array.isArray(stated) ? stated.filter((pattern) => typeof pattern === 'string') : ['*'];
    return entries
      .filter(({ name }) => !patterns.some((pattern) => matches(name, pattern)))
      .flatMap(({ name, versions }) =>
        [...versions.values()].map((source) => ({
          source,
          name,
          pointer: '/name',
          message: `This registry takes no server of the name ${name}`,
          fix: `Use a name that one of these allows: ${patterns.join(', ')}.`,
        })),
      );
  },
  examples: {
    passes: example({ registry: { namespaces: ['com.example/*'] } }),
    fails: example({ registry: { namespaces: ['com.acme/*'] } }),
  },
};

/** `*` allows all names, `com.acme/*` those that begin like it, anything else only itself. */
function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
