import { isObject } from '../../json/json.ts';
import type { CatalogSources, EntrySources } from '../../sources.ts';
import type { Standing } from './may-publish.ts';

/**
 * Who holds a name in a catalog: read it at the revision that a change starts from. Names whose letters differ only in
 * size count as one, as GitHub's logins and domains do: `io.github.Acme` is held by whoever holds `io.github.acme`. Two
 * that differ in a hyphen or a dot are two accounts there; that they are too much alike is for the rule `name-collision`.
 */
export function standingOf({ entries }: CatalogSources, name: string): Standing {
  const folded = name.toLowerCase();
  const same = entries.filter((entry) => entry.name.toLowerCase() === folded);
  const neighbours = entries.filter((entry) => namespaceOf(entry.name) === namespaceOf(name));
  return {
    owners: same.length === 0 ? null : [...new Set(same.flatMap(ownersOf))],
    namespaceOwners: new Set(neighbours.flatMap(ownersOf)),
  };
}

function namespaceOf(name: string): string {
  return name.toLowerCase().split('/')[0] ?? '';
}

/** The numbers of an entry's owners. A listing may hold anything: what names no account is no owner. */
function ownersOf({ listing }: EntrySources): number[] {
  const owners = isObject(listing?.value) ? listing.value.owners : undefined;
  if (!Array.isArray(owners)) return [];
  return owners.flatMap((owner: unknown) => {
    const id = isObject(owner) ? owner.githubId : undefined;
    return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? [id] : [];
  });
}
