import { valueAt } from '../json/json.ts';
import type { EntrySources } from '../sources.ts';
import { example } from './example.ts';
import type { CatalogRule, NeighbourFault } from './rule.ts';
import { remotesOf, textIn } from './server-view.ts';

/** The check is on equal text, as in the official registry; deleted versions claim nothing. */
export const remoteUnique: CatalogRule = {
  code: 'E314',
  name: 'remote-unique',
  severity: 'error',
  why: 'A remote address belongs to one server: two names for it would split its health and its owners.',
  scope: 'catalog',
  run({ entries }) {
    const owners = new Map<string, string>();
    return entries.flatMap((entry) =>
      liveVersions(entry).flatMap((source) =>
        remotesOf(source.value).flatMap(({ pointer, value }): NeighbourFault[] => {
          const url = textIn(value, 'url');
          if (url === undefined) return [];
          const owner = owners.get(url) ?? entry.name;
          owners.set(url, owner);
          if (owner === entry.name) return [];
          const fix = 'Keep the remote with the server that runs it, and take it out of the other.';
          const message = `${url} is already a remote of ${owner}`;
          return [{ source, name: entry.name, neighbour: owner, pointer: `${pointer}/url`, message, fix }];
        }),
      ),
    );
  },
  examples: {
    passes: {
      ...example(),
      ...example({ path: 'com.example/climate/1.0.0', server: { name: 'com.example/climate', remotes: [] } }),
    },
    fails: { ...example(), ...example({ path: 'com.example/climate/1.0.0', server: { name: 'com.example/climate' } }) },
  },
};

function liveVersions({ versions, listing }: EntrySources) {
  return [...versions]
    .filter(([version]) => valueAt(listing?.value, ['versions', version, 'status']) !== 'deleted')
    .map(([, source]) => source);
}
