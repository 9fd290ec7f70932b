import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { components } from '@octokit/openapi-types';
import { gitIn, serveGit, shows } from '../../git/testing-git.ts';

/** GitHub as tests need it: some of its endpoints, in its words and with its status codes, before real repositories. */

type Schemas = components['schemas'];

/** An account of the stand-in; its token is `token-of-<login>`. */
export interface StandInAccount {
  id: number;
  login: string;
  type?: 'User' | 'Organization';
  /** Logins of the organisations in which it is an Owner. */
  owns?: string[];
}

interface StoredRepository {
  name: string;
  owner: StandInAccount;
  /** Logins that may push. */
  writers: string[];
  fork: boolean;
}

type StoredPull = Pick<Schemas['pull-request'], 'number' | 'title' | 'body' | 'html_url'> & {
  repository: string;
  state: 'open' | 'closed';
  author: StandInAccount;
  /** `login:branch`. */
  head: string;
  base: string;
  merged_at: string | null;
  comments: string[];
};

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

export interface GithubStandIn extends AsyncDisposable {
  /** The address of the API. */
  api: string;
  pulls: StoredPull[];
  /** What was asked so far: `POST /repos/acme/registry/pulls`. */
  asked: string[];
  /** Makes a repository, of a real one if one is given. Gives the folder it is in. */
  addRepository(fullName: string, options?: { writers?: string[]; from?: string }): string;
  /** Endpoints that come before those that are here already. */
  endpoints: StandInEndpoint[];
}

/** Starts a stand-in whose repositories are in a folder. `forkDelayMs` is how long a new fork is not there yet. */
export async function githubStandIn(
  folder: string,
  accounts: StandInAccount[],
  { forkDelayMs = 0 } = {},
): Promise<GithubStandIn> {
  const repositories = new Map<string, StoredRepository>();
  const pulls: StoredPull[] = [];
  const asked: string[] = [];
  const endpoints: StandInEndpoint[] = [];
  const being: NodeJS.Timeout[] = [];
  let origin = '';
  const bareOf = (fullName: string) => join(folder, `${fullName}.git`);

  const addRepository: GithubStandIn['addRepository'] = (fullName, { writers = [], from } = {}) => {
    const [login = '', name = ''] = fullName.split('/');
    const owner = accounts.find((account) => account.login === login) ?? { id: 1, login };
    repositories.set(fullName, { name, owner, writers: [login, ...writers], fork: false });
    const bare = bareOf(fullName);
    mkdirSync(dirname(bare), { recursive: true });
    const flags = ['--quiet', '--bare'];
    if (from === undefined) gitIn(folder, 'init', ...flags, '--initial-branch', 'main', bare);
    else gitIn(folder, 'clone', ...flags, from, bare);
    gitIn(bare, 'config', 'http.receivepack', 'true');
    return bare;
  };

  const userOf = ({ id, login, type = 'User' }: StandInAccount) =>
    ({ id, login, type, html_url: `${origin}/${login}` }) satisfies Pick<
      Schemas['simple-user'],
      'id' | 'login' | 'type' | 'html_url'
    >;

  const membershipsOf = ({ owns = [] }: StandInAccount) =>
    accounts
      .filter(({ login }) => owns.includes(login))
      .map(
        (organization) =>
          ({ state: 'active', role: 'admin', organization: userOf(organization) }) satisfies Pick<
            Schemas['org-membership'],
            'state' | 'role'
          > & { organization: object },
      );

  const repositoryOf = (
    fullName: string,
    { name, owner, writers, fork }: StoredRepository,
    account: StandInAccount | null,
  ) =>
    ({
      ...{ name, full_name: fullName, owner: userOf(owner), fork, private: false, default_branch: 'main' },
      ...{ html_url: `${origin}/${fullName}`, clone_url: `${origin}/${fullName}.git` },
      permissions: {
        ...{ admin: owner.login === account?.login, pull: true },
        push: account !== null && writers.includes(account.login),
      },
    }) satisfies Pick<Schemas['full-repository'], 'name' | 'full_name' | 'fork' | 'private' | 'default_branch'> &
      Pick<Schemas['full-repository'], 'html_url' | 'clone_url' | 'permissions'> & { owner: object };

  const pullOf = ({ number, title, body, html_url, state, author, head, base, merged_at }: StoredPull) =>
    ({
      ...{ number, title, body, html_url, state, merged_at, user: userOf(author) },
      ...{ head: { label: head, ref: head.split(':')[1] ?? '' }, base: { ref: base } },
    }) satisfies Pick<
      Schemas['pull-request-simple'],
      'number' | 'title' | 'body' | 'html_url' | 'state' | 'merged_at'
    > &
      object;

  /** What a branch stands at; null where it is not there. A fork has the name of what it is a fork of. */
  const tipOf = (fullName: string, branch: string) => {
    if (!repositories.has(fullName)) return null;
    return gitIn(bareOf(fullName), 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || null;
  };

  const pullAt = (repository: string, number: string | undefined) =>
    pulls.find((pull) => pull.repository === repository && pull.number === Number(number));
  const mayChange = ({ author, repository }: StoredPull, account: StandInAccount | null) =>
    account !== null &&
    (author.login === account.login || repositories.get(repository)?.writers.includes(account.login) === true);

  const REPOSITORY = '^/repos/([^/]+/[^/]+)';
  const builtIn: StandInEndpoint[] = [
    {
      ...{ method: 'GET', path: /^\/user$/ },
      answer: ({ account }) => account && { status: 200, body: userOf(account) },
    },
    {
      ...{ method: 'GET', path: /^\/user\/memberships\/orgs$/ },
      answer: ({ account }) => account && { status: 200, body: membershipsOf(account) },
    },
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}$`) },
      answer: ({ path: [name = ''], account }) => {
        const stored = repositories.get(name);
        return stored ? { status: 200, body: repositoryOf(name, stored, account) } : null;
      },
    },
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}/branches$`) },
      answer: ({ path: [name = ''] }) => {
        if (!repositories.has(name)) return null;
        const lines = gitIn(bareOf(name), 'for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads');
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
        const stored = repositories.get(name);
        if (!stored || !account) return null;
        const fullName = `${account.login}/${stored.name}`;
        const fork = { name: stored.name, owner: account, writers: [account.login], fork: true };
        if (!repositories.has(fullName)) {
          const make = () => {
            addRepository(fullName, { from: bareOf(name) });
            repositories.set(fullName, fork);
          };
          if (forkDelayMs === 0) make();
          else being.push(setTimeout(make, forkDelayMs));
        }
        return { status: 202, body: repositoryOf(fullName, repositories.get(fullName) ?? fork, account) };
      },
    },
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}/pulls$`) },
      answer: ({ path: [name = ''], query }) => {
        if (!repositories.has(name)) return null;
        const [state, head, base] = ['state', 'head', 'base'].map((key) => query.get(key));
        const found = pulls.filter(
          (pull) =>
            pull.repository === name &&
            (state === 'all' || pull.state === (state ?? 'open')) &&
            // As GitHub does: a head without an owner is left out of account.
            (!head?.includes(':') || pull.head === head) &&
            (!base || pull.base === base),
        );
        found.reverse(); // GitHub gives the newest first
        return { status: 200, body: found.slice(0, Number(query.get('per_page') ?? 30)).map(pullOf) };
      },
    },
    {
      ...{ method: 'POST', path: new RegExp(`${REPOSITORY}/pulls$`) },
      answer: ({ path: [name = ''], account, body }) => {
        const stored = repositories.get(name);
        if (!stored || !account) return null;
        const [head, base] = [String(body.head), String(body.base)];
        const label = head.includes(':') ? head : `${stored.owner.login}:${head}`;
        const invalid = (message: string) => ({
          status: 422,
          body: { message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message }] },
        });
        if (pulls.some((pull) => pull.head === label && pull.base === base && pull.state === 'open')) {
          return invalid(`A pull request already exists for ${label}.`);
        }
        const [login = '', branch = ''] = label.split(':');
        const tip = tipOf(`${login}/${stored.name}`, branch);
        if (tip === null) return invalid('head is invalid');
        if (tip === tipOf(name, base)) return invalid(`No commits between ${base} and ${head}`);
        const number = pulls.length + 1;
        const pull: StoredPull = {
          ...{ repository: name, number, state: 'open', author: account, head: label, base },
          ...{ merged_at: null, comments: [] },
          ...{ title: String(body.title), body: String(body.body), html_url: `${origin}/${name}/pull/${number}` },
        };
        pulls.push(pull);
        return { status: 201, body: pullOf(pull) };
      },
    },
    {
      ...{ method: 'GET', path: new RegExp(`${REPOSITORY}/pulls/(\\d+)$`) },
      answer: ({ path: [name = '', number] }) => {
        const pull = pullAt(name, number);
        return pull ? { status: 200, body: pullOf(pull) } : null;
      },
    },
    {
      ...{ method: 'PATCH', path: new RegExp(`${REPOSITORY}/pulls/(\\d+)$`) },
      answer: ({ path: [name = '', number], account, body }) => {
        const pull = pullAt(name, number);
        if (!pull || !mayChange(pull, account)) return null;
        if (body.title !== undefined) pull.title = String(body.title);
        if (body.body !== undefined) pull.body = String(body.body);
        if (body.state !== undefined) pull.state = body.state === 'closed' ? 'closed' : 'open';
        return { status: 200, body: pullOf(pull) };
      },
    },
    {
      ...{ method: 'POST', path: new RegExp(`${REPOSITORY}/issues/(\\d+)/comments$`) },
      answer: ({ path: [name = '', number], account, body }) => {
        const pull = pullAt(name, number);
        if (!pull || !account) return null;
        pull.comments.push(String(body.body));
        return { status: 201, body: { id: pull.comments.length, body: body.body, user: userOf(account) } };
      },
    },
  ];

  const accountOf = (request: IncomingMessage) =>
    accounts.find(({ login }) => shows(request, `token-of-${login}`)) ?? null;

  /** Everybody may read; whoever writes has to say who they are, and to be among the writers. */
  const git = (request: IncomingMessage, response: ServerResponse, fullName: string): void => {
    const stored = repositories.get(fullName);
    const account = accountOf(request);
    const mayWrite = account !== null && stored?.writers.includes(account.login);
    if (!stored) response.writeHead(404).end();
    else if (!request.url?.includes('git-receive-pack') || mayWrite) void serveGit(folder, request, response);
    else if (account) response.writeHead(403).end(`Permission to ${fullName} denied to ${account.login}.`);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const [, fullName] = /^\/([^/]+\/[^/]+)\.git\//.exec(pathname) ?? [];
    if (fullName !== undefined) return git(request, response, fullName);
    asked.push(`${request.method} ${pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const account = accountOf(request);
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    if (request.headers.authorization && !account) return reply(401, { message: 'Bad credentials' });
    const body = text === '' ? {} : JSON.parse(text);
    for (const { method, path, answer } of [...endpoints, ...builtIn]) {
      const matched = method === request.method ? path.exec(pathname) : null;
      const found = matched && answer({ account, path: matched.slice(1), query, body });
      if (found) return reply(found.status, found.body);
    }
    return reply(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server got no port');
  origin = `http://127.0.0.1:${address.port}`;
  const close = async () => {
    being.forEach(clearTimeout);
    server.closeAllConnections();
    await new Promise<void>((closed) => server.close(() => closed()));
  };
  return { api: origin, pulls, asked, addRepository, endpoints, [Symbol.asyncDispose]: close };
}
