import { gitIn } from '../../git/testing-git.ts';
import type { Schemas, StandInAccount, StandInState, StoredPull } from './testing-github-state.ts';

/** A request as an endpoint gets it. `account` is null for those without a token. */
export interface StandInCall {
  account: StandInAccount | null;
  /** What the groups of the endpoint's path matched. */
  path: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** One endpoint. It gives a status and a body; null where it leaves the request to the next. */
export interface StandInEndpoint {
  method: string;
  path: RegExp;
  answer: (call: StandInCall) => { status: number; body: unknown } | null;
}

const REPOSITORY = '^/repos/([^/]+/[^/]+)';

export function accountEndpoints(state: StandInState): StandInEndpoint[] {
  return [
    {
      ...{ method: 'GET', path: /^\/user$/ },
      answer: ({ account }) => account && { status: 200, body: state.userOf(account) },
    },
    {
      ...{ method: 'GET', path: /^\/user\/memberships\/orgs$/ },
      answer: ({ account }) => account && { status: 200, body: state.membershipsOf(account) },
    },
  ];
}

/** `later` makes a fork, which GitHub promises before it is there. */
export function repositoryEndpoints(state: StandInState, later: (make: () => void) => void): StandInEndpoint[] {
  return [
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}$`) },
      answer: ({ path: [name = ''], account }) => {
        const stored = state.repositories.get(name);
        return stored ? { status: 200, body: state.repositoryOf(name, stored, account) } : null;
      },
    },
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}/branches$`) },
      answer: ({ path: [name = ''] }) => {
        if (!state.repositories.has(name)) return null;
        const lines = gitIn(
          state.bareOf(name),
          'for-each-ref',
          '--format=%(refname:lstrip=2) %(objectname)',
          'refs/heads',
        );
        const branches = lines.split('\n').filter((line) => line !== '');
        return {
          status: 200,
          body: branches.map((line) => {
            const [branch = '', sha = ''] = line.split(' ');
            return { name: branch, commit: { sha, url: '' }, protected: false } satisfies Schemas['short-branch'];
          }),
        };
      },
    },
    {
      ...{ method: 'POST', path: new RegExp(`${REPOSITORY}/forks$`) },
      answer: ({ path: [name = ''], account }) => {
        const stored = state.repositories.get(name);
        if (!stored || !account) return null;
        const fullName = `${account.login}/${stored.name}`;
        const fork = { name: stored.name, owner: account, writers: [account.login], fork: true };
        if (!state.repositories.has(fullName)) {
          const make = () => {
            state.addRepository(fullName, { from: state.bareOf(name) });
            state.repositories.set(fullName, fork);
          };
          later(make);
        }
        return { status: 202, body: state.repositoryOf(fullName, state.repositories.get(fullName) ?? fork, account) };
      },
    },
  ];
}

export function pullEndpoints(state: StandInState): StandInEndpoint[] {
  return [
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}/pulls$`) },
      answer: ({ path: [name = ''], query }) => {
        if (!state.repositories.has(name)) return null;
        const [standing, head, base] = ['state', 'head', 'base'].map((key) => query.get(key));
        const found = state.pulls.filter(
          (pull) =>
            pull.repository === name &&
            (standing === 'all' || pull.state === (standing ?? 'open')) &&
            // As GitHub does: a head without an owner is left out of account.
            (!head?.includes(':') || pull.head === head) &&
            (!base || pull.base === base),
        );
        found.reverse(); // GitHub gives the newest first
        return {
          status: 200,
          body: found.slice(0, Number(query.get('per_page') ?? 30)).map((pull) => state.pullOf(pull)),
        };
      },
    },
    {
      ...{ method: 'POST', path: new RegExp(`${REPOSITORY}/pulls$`) },
      answer: ({ path: [name = ''], account, body }) => {
        const stored = state.repositories.get(name);
        if (!stored || !account) return null;
        const [head, base] = [String(body.head), String(body.base)];
        const label = head.includes(':') ? head : `${stored.owner.login}:${head}`;
        const invalid = (message: string) => ({
          status: 422,
          body: { message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message }] },
        });
        if (state.pulls.some((pull) => pull.head === label && pull.base === base && pull.state === 'open')) {
          return invalid(`A pull request already exists for ${label}.`);
        }
        const [login = '', branch = ''] = label.split(':');
        const tip = state.tipOf(`${login}/${stored.name}`, branch);
        if (tip === null) return invalid('head is invalid');
        if (tip === state.tipOf(name, base)) return invalid(`No commits between ${base} and ${head}`);
        const number = state.pulls.length + 1;
        const pull: StoredPull = {
          ...{ repository: name, number, state: 'open', author: account, head: label, base },
          ...{ merged_at: null, comments: [] },
          ...{ title: String(body.title), body: String(body.body), html_url: `${state.origin}/${name}/pull/${number}` },
        };
        state.pulls.push(pull);
        return { status: 201, body: state.pullOf(pull) };
      },
    },
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}/pulls/(\\d+)$`) },
      answer: ({ path: [name = '', number] }) => {
        const pull = state.pullAt(name, number);
        return pull ? { status: 200, body: state.pullOf(pull) } : null;
      },
    },
    {
      ...{ method: 'PATCH', path: new RegExp(`${REPOSITORY}/pulls/(\\d+)$`) },
      answer: ({ path: [name = '', number], account, body }) => {
        const pull = state.pullAt(name, number);
        if (!pull || !state.mayChange(pull, account)) return null;
        if (body.title !== undefined) pull.title = String(body.title);
        if (body.body !== undefined) pull.body = String(body.body);
        if (body.state !== undefined) pull.state = body.state === 'closed' ? 'closed' : 'open';
        return { status: 200, body: state.pullOf(pull) };
      },
    },
    {
      ...{ method: 'POST', path: new RegExp(`${REPOSITORY}/issues/(\\d+)/comments$`) },
      answer: ({ path: [name = '', number], account, body }) => {
        const pull = state.pullAt(name, number);
        if (!pull || !account) return null;
        pull.comments.push(String(body.body));
        return { status: 201, body: { id: pull.comments.length, body: body.body, user: state.userOf(account) } };
      },
    },
  ];
}
