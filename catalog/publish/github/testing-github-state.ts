import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { components } from '@octokit/openapi-types';
import { gitIn } from '../../git/testing-git.ts';

export type Schemas = components['schemas'];

/** An account of the stand-in; its token is `token-of-<login>`. */
export interface StandInAccount {
  id: number;
  login: string;
  type?: 'User' | 'Organization';
  /** Logins of the organisations in which it is an Owner. */
  owns?: string[];
}

export interface StoredRepository {
  name: string;
  owner: StandInAccount;
  /** Logins that may push. */
  writers: string[];
  fork: boolean;
}

export type StoredPull = Pick<Schemas['pull-request'], 'number' | 'title' | 'body' | 'html_url'> & {
  repository: string;
  state: 'open' | 'closed';
  author: StandInAccount;
  /** `login:branch`. */
  head: string;
  base: string;
  merged_at: string | null;
  comments: string[];
};

/** What the stand-in for GitHub knows, and how it writes that down in answers. Repositories are real, in a folder. */
export class StandInState {
  readonly repositories = new Map<string, StoredRepository>();
  readonly pulls: StoredPull[] = [];
  readonly accounts: StandInAccount[];
  readonly #folder: string;
  /** Where it is reached. */
  origin = '';

  constructor(folder: string, accounts: StandInAccount[]) {
    this.#folder = folder;
    this.accounts = accounts;
  }

  bareOf(fullName: string): string {
    return join(this.#folder, `${fullName}.git`);
  }

  addRepository(fullName: string, { writers = [], from }: { writers?: string[]; from?: string } = {}): string {
    const [login = '', name = ''] = fullName.split('/');
    const owner = this.accounts.find((account) => account.login === login) ?? { id: 1, login };
    this.repositories.set(fullName, { name, owner, writers: [login, ...writers], fork: false });
    const bare = this.bareOf(fullName);
    mkdirSync(dirname(bare), { recursive: true });
    const flags = ['--quiet', '--bare'];
    if (from === undefined) gitIn(this.#folder, 'init', ...flags, '--initial-branch', 'main', bare);
    else gitIn(this.#folder, 'clone', ...flags, from, bare);
    gitIn(bare, 'config', 'http.receivepack', 'true');
    return bare;
  }

  /** What a branch stands at; null where it is not there. A fork has the name of what it is a fork of. */
  tipOf(fullName: string, branch: string): string | null {
    if (!this.repositories.has(fullName)) return null;
    return gitIn(this.bareOf(fullName), 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || null;
  }

  pullAt(repository: string, number: string | undefined): StoredPull | undefined {
    return this.pulls.find((pull) => pull.repository === repository && pull.number === Number(number));
  }

  mayChange({ author, repository }: StoredPull, account: StandInAccount | null): boolean {
    if (account === null) return false;
    return (
      author.login === account.login || this.repositories.get(repository)?.writers.includes(account.login) === true
    );
  }

  userOf({ id, login, type = 'User' }: StandInAccount) {
    return { id, login, type, html_url: `${this.origin}/${login}` } satisfies Pick<
      Schemas['simple-user'],
      'id' | 'login' | 'type' | 'html_url'
    >;
  }

  membershipsOf({ owns = [] }: StandInAccount) {
    return this.accounts
      .filter(({ login }) => owns.includes(login))
      .map(
        (organization) =>
          ({ state: 'active', role: 'admin', organization: this.userOf(organization) }) satisfies Pick<
            Schemas['org-membership'],
            'state' | 'role'
          > & { organization: object },
      );
  }

  repositoryOf(fullName: string, { name, owner, writers, fork }: StoredRepository, account: StandInAccount | null) {
    return {
      ...{ name, full_name: fullName, owner: this.userOf(owner), fork, private: false, default_branch: 'main' },
      ...{ html_url: `${this.origin}/${fullName}`, clone_url: `${this.origin}/${fullName}.git` },
      permissions: {
        ...{ admin: owner.login === account?.login, pull: true },
        push: account !== null && writers.includes(account.login),
      },
    } satisfies Pick<Schemas['full-repository'], 'name' | 'full_name' | 'fork' | 'private' | 'default_branch'> &
      Pick<Schemas['full-repository'], 'html_url' | 'clone_url' | 'permissions'> & { owner: object };
  }

  pullOf({ number, title, body, html_url, state, author, head, base, merged_at }: StoredPull) {
    return {
      ...{ number, title, body, html_url, state, merged_at, user: this.userOf(author) },
      ...{ head: { label: head, ref: head.split(':')[1] ?? '' }, base: { ref: base } },
    } satisfies Pick<Schemas['pull-request-simple'], 'number' | 'title' | 'body' | 'html_url' | 'state' | 'merged_at'> &
      object;
  }
}
