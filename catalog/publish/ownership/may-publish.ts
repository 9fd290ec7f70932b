import { accountsOf, type Identity } from './identity.ts';
import { isPermitted, type Permission, permissionsOf } from './permission.ts';

/** Who holds a name, as the catalog says at the revision that a change starts from: never as the change itself says. */
export interface Standing {
  /** The numbers of the entry's owners; null where there is no such entry. */
  owners: readonly number[] | null;
  /** Those of the owners of all entries in its namespace, letters large and small alike. */
  namespaceOwners: ReadonlySet<number>;
}

/** Whether someone may publish under a name. `owner` is the account that goes into the listing of a new entry. */
export type Decision =
  | { allowed: true; why: string; owner: number | null }
  | { allowed: false; code: keyof typeof OWNERSHIP_CODES; why: string; fix: string };

/** What each code of ownership means. */
export const OWNERSHIP_CODES = {
  E401: 'An entry that has owners is changed by them alone.',
  E402: 'A name belongs to whoever can prove its namespace.',
  E403: 'A namespace stays with the accounts that hold it, even when a login has changed hands.',
} as const;

/** Decides who may publish under a name. Pure. */
export function mayPublish(name: string, identity: Identity, { owners, namespaceOwners }: Standing): Decision {
  const accounts = accountsOf(identity);
  if (owners !== null && owners.length > 0) {
    const owner = accounts.find(({ id }) => owners.includes(id));
    if (owner) return { allowed: true, why: `account ${owner.id} (${owner.login}) owns ${name}`, owner: owner.id };
    return {
      ...{ allowed: false, code: 'E401' },
      why: `${name} has owners, and ${wordsFor(identity)} is none of them`,
      fix: `Ask an owner: account ${some(owners)}; https://api.github.com/user/${owners[0]} says who that is.`,
    };
  }
  const permissions = permissionsOf(identity);
  if (!isPermitted(permissions, 'publish', name)) {
    return {
      ...{ allowed: false, code: 'E402' },
      why: `${wordsFor(identity)} has not proven the namespace of ${name}`,
      fix: `Publish under ${patternsIn(permissions)}, or prove the other namespace: catalog/publish/README.md says how.`,
    };
  }
  const holder = accounts.find(({ id }) => namespaceOwners.has(id));
  if (accounts.length > 0 && namespaceOwners.size > 0 && !holder) {
    return {
      ...{ allowed: false, code: 'E403' },
      why: `the namespace of ${name} is held by account ${some([...namespaceOwners])}, and ${wordsFor(identity)} is another account`,
      fix: 'Logins can be registered anew, numbers cannot: open a pull request, which a person will look at.',
    };
  }
  const prover = accounts.find(({ login }) => isPermitted([publish(`io.github.${login}/*`)], 'publish', name));
  return { allowed: true, why: `${wordsFor(identity)} has proven the namespace of ${name}`, owner: prover?.id ?? null };
}

function some(ids: readonly number[]): string {
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')} or another of ${ids.length}` : ids.join(' or ');
}

function publish(resource: string): Permission {
  return { action: 'publish', resource };
}

function patternsIn(permissions: readonly Permission[]): string {
  return permissions.map(({ resource }) => resource).join(' or ') || 'a namespace that you have proven';
}

/** Someone, as messages call them. */
function wordsFor(identity: Identity): string {
  switch (identity.method) {
    case 'github-at':
      return `account ${identity.account.id} (${identity.account.login})`;
    case 'github-oidc':
      return `a job of ${identity.repository}`;
    case 'dns':
    case 'http':
      return `whoever holds the key of ${identity.domain}`;
    case 'oidc':
      return identity.subject;
    case 'none':
      return 'someone without a proof';
  }
}
