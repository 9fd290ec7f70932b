import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What git says; throws when it fails. */
export function gitIn(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a' };
  return execFileSync('git', args, {
    ...{ cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...env, GIT_COMMITTER_EMAIL: 'a@b' },
  }).trim();
}

/** Serves repositories over HTTP as hosts of git do; with a token, only to those who have it. */
export async function gitServer(folder: string, token?: string): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    if (token && !shows(request, token)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    } else void serveGit(folder, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server got no port');
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  return { url: `http://127.0.0.1:${address.port}`, [Symbol.asyncDispose]: close };
}

/** As a bearer, or as a password with any name. */
export function shows({ headers }: IncomingMessage, token: string): boolean {
  const [scheme = '', value = ''] = headers.authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() !== 'basic') return value === token;
  return Buffer.from(value, 'base64').toString('utf8').split(':')[1] === token;
}

/** One request by `git http-backend`, which is a CGI program. */
export async function serveGit(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const { 'content-type': type, 'content-encoding': encoding, 'git-protocol': protocol } = request.headers;
  const env = {
    ...{ PATH: process.env.PATH, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1', REMOTE_USER: 'tester' },
    ...{ REQUEST_METHOD: request.method, PATH_INFO: pathname, QUERY_STRING: search.slice(1), CONTENT_TYPE: type },
    ...{ HTTP_CONTENT_ENCODING: encoding, GIT_PROTOCOL: String(protocol ?? '') },
  };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk));
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf('\r\n\r\n');
  const headers = answer
    .toString('latin1', 0, end)
    .split('\r\n')
    .map((line) => line.split(': ', 2));
  const status = headers.find(([name]) => name?.toLowerCase() === 'status')?.[1];
  response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers));
  response.end(answer.subarray(end + 4));
}
