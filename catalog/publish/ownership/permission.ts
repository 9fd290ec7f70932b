import { accountsOf, type Identity } from './identity.ts';

/** What a token lets its bearer do: publish names, or also edit what is published. `*` at the end of a resource is anything. */
export interface Permission {
  action: 'publish' | 'edit';
  resource: string;
}

/** The names that someone may publish for having proven who they are. */
export function permissionsOf(identity: Identity): Permission[] {
  return patternsOf(identity).map((resource) => ({ action: 'publish', resource }));
}

function patternsOf(identity: Identity): string[] {
  switch (identity.method) {
    case 'github-at':
    case 'github-oidc':
      return accountsOf(identity).flatMap(({ login }) => namespaceOf(login));
    case 'dns':
      return ofDomain(identity.domain, ['/*', '.*']);
    case 'http':
      return ofDomain(identity.domain, ['/*']);
    case 'oidc':
      return [];
    case 'none':
      return ['io.modelcontextprotocol.anonymous/*'];
  }
}

/** A login that cannot be part of a namespace has none: those of managed accounts hold an underscore. */
function namespaceOf(login: string): string[] {
  return /^[A-Za-z0-9-]+$/.test(login) ? [`io.github.${login}/*`] : [];
}

/**
 * The names below a domain read backwards. `octocat.github.io` gives none: it is the pages of an account, and goes to
 * whoever has the login now, while GitHub itself also says the number. A word without a dot would give everyone's names.
 */
function ofDomain(domain: string, endings: string[]): string[] {
  const labels = domain.toLowerCase().split('.').reverse();
  if (labels.length < 2 || (labels[0] === 'io' && labels[1] === 'github')) return [];
  return endings.map((ending) => `${labels.join('.')}${ending}`);
}

/** Whether permissions cover an action on a name. Letters count as they are, since they do in names. */
export function isPermitted(permissions: readonly Permission[], action: Permission['action'], name: string): boolean {
  return permissions.some((each) => each.action === action && covers(each.resource, name));
}

function covers(resource: string, name: string): boolean {
  return resource.endsWith('*') ? name.startsWith(resource.slice(0, -1)) : name === resource;
}
