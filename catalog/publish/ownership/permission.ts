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
      return accountsOf(identity).map(({ login }) => `io.github.${login}/*`);
    case 'dns':
      return [`${reversed(identity.domain)}/*`, `${reversed(identity.domain)}.*`];
    case 'http':
      return [`${reversed(identity.domain)}/*`];
    case 'oidc':
      return [];
    case 'none':
      return ['io.modelcontextprotocol.anonymous/*'];
  }
}

function reversed(domain: string): string {
  return domain.toLowerCase().split('.').reverse().join('.');
}

/** Whether permissions cover an action on a name. Letters count as they are, since they do in names. */
export function isPermitted(permissions: readonly Permission[], action: Permission['action'], name: string): boolean {
  return permissions.some((each) => each.action === action && covers(each.resource, name));
}

function covers(resource: string, name: string): boolean {
  return resource.endsWith('*') ? name.startsWith(resource.slice(0, -1)) : name === resource;
}
