import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveGit, shows } from '../../git/testing-git.ts';
import {
  accountEndpoints,
  pullEndpoints,
  repositoryEndpoints,
  type StandInEndpoint,
} from './testing-github-endpoints.ts';
import { type StandInAccount, StandInState, type StoredPull } from './testing-github-state.ts';

/** GitHub as tests need it: some of its endpoints, in its words and with its status codes, before real repositories. */

export interface GithubStandIn extends AsyncDisposable {
  /** The address of the API. */
  api: string;
  pulls: StoredPull[];
  /** What was asked so far: `POST /repos/acme/registry/pulls`. */
  asked: string[];
  /** Makes a repository, of a real one if one is given. Gives the folder it is in. */
  addRepository: StandInState['addRepository'];
  /** Endpoints that come before those that are here already. */
  endpoints: StandInEndpoint[];
}

/** Starts a stand-in whose repositories are in a folder. `forkDelayMs` is how long a new fork is not there yet. */
export async function githubStandIn(
  folder: string,
  accounts: StandInAccount[],
  { forkDelayMs = 0 } = {},
): Promise<GithubStandIn> {
  const state = new StandInState(folder, accounts);
  const asked: string[] = [];
  const endpoints: StandInEndpoint[] = [];
  const being: NodeJS.Timeout[] = [];
  const later = (make: () => void) => {
    if (forkDelayMs === 0) make();
    else being.push(setTimeout(make, forkDelayMs));
  };
  const builtIn = [...accountEndpoints(state), ...repositoryEndpoints(state, later), ...pullEndpoints(state)];

  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const account = accounts.find(({ login }) => shows(request, `token-of-${login}`)) ?? null;
    const [, fullName] = /^\/([^/]+\/[^/]+)\.git\//.exec(pathname) ?? [];
    if (fullName !== undefined) {
      const refused = refusalOf(request, state, { account, fullName });
      return refused ? refused(response) : void serveGit(folder, request, response);
    }
    asked.push(`${request.method} ${pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
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
  state.origin = `http://127.0.0.1:${address.port}`;
  const close = async () => {
    being.forEach(clearTimeout);
    server.closeAllConnections();
    await new Promise<void>((closed) => server.close(() => closed()));
  };
  return {
    ...{ api: state.origin, pulls: state.pulls, asked, endpoints },
    addRepository: (...of) => state.addRepository(...of),
    [Symbol.asyncDispose]: close,
  };
}

/** Everybody may read over git; whoever writes has to say who they are, and to be among the writers. */
function refusalOf(
  request: IncomingMessage,
  { repositories }: StandInState,
  { account, fullName }: { account: StandInAccount | null; fullName: string },
): ((response: ServerResponse) => void) | null {
  const stored = repositories.get(fullName);
  if (!stored) return (response) => response.writeHead(404).end();
  const mayWrite = account !== null && stored.writers.includes(account.login);
  if (mayWrite || !request.url?.includes('git-receive-pack')) return null;
  if (!account) return (response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
  return (response) => response.writeHead(403).end(`Permission to ${fullName} denied to ${account.login}.`);
}
