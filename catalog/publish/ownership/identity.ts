/** An account of GitHub, a person's or an organisation's. The number stays when the login changes; the login may be taken by another then. */
export interface Account {
  id: number;
  login: string;
}

/**
 * Who someone has proven to be, and how (registry API, §2.5 of the official text): a token of GitHub, whose account also
 * speaks for the organisations it owns; a job of GitHub Actions, which speaks for the owner of its repository; a key that a
 * domain names by DNS or over HTTP; an account that the operator's own issuer knows. `none` is for trying things out.
 */
export type Identity =
  | { method: 'github-at'; account: Account; organizations: Account[] }
  | { method: 'github-oidc'; owner: Account; repository: string }
  | { method: 'dns' | 'http'; domain: string }
  | { method: 'oidc'; subject: string }
  | { method: 'none' };

/** The accounts someone speaks for: their own first. */
export function accountsOf(identity: Identity): Account[] {
  if (identity.method === 'github-at') return [identity.account, ...identity.organizations];
  return identity.method === 'github-oidc' ? [identity.owner] : [];
}
