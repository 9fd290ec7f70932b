import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteFiles } from './site-files.ts';
import { httpServer } from './testing.ts';

const FILES = {
  'index.html': '<p>front',
  'a/b/index.html': `<p>${'page '.repeat(1000)}`,
  'a/b/index.json': '{"a":1}',
  '404.html': '<p>not here',
};

let root: string;
const servers: Record<string, Awaited<ReturnType<typeof httpServer>>> = {};
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'site-files-'));
  for (const kind of ['plain', 'packed']) {
    for (const [path, text] of Object.entries(FILES)) {
      const file = join(root, kind, kind === 'packed' ? `${path}.gz` : path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, kind === 'packed' ? gzipSync(text) : text);
    }
    const answer = siteFiles(join(root, kind));
    servers[kind] = await httpServer((asked, response) => {
      answer(asked, response).catch((error: { code: string }) =>
        response.headersSent ? null : response.writeHead(405).end(error.code),
      );
    });
  }
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

describe.each(['plain', 'packed'])('a site that is %s', (kind) => {
  async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const { origin } = new URL(servers[kind]?.url ?? '');
    const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      request(`${origin}${path}`, { headers, method }, resolve).on('error', reject).end();
    });
    const body = await buffer(response);
    return { status: response.statusCode, headers: response.headers, body };
  }

  it.each(['', 'gzip'])('is read by who takes the encoding "%s"', async (encoding) => {
    const headers = encoding ? { 'accept-encoding': encoding } : {};
    for (const [path, text] of Object.entries(FILES)) {
      const answer = await ask(`/${path}`, headers);
      expect(answer.status, path).toBe(200);
      const isPacked = answer.headers['content-encoding'] === 'gzip';
      expect(isPacked, path).toBe(kind === 'packed' && encoding === 'gzip');
      expect((isPacked ? gunzipSync(answer.body) : answer.body).toString(), path).toBe(text);
      const type = path.endsWith('.json') ? 'application/json' : 'text/html;charset=utf-8';
      expect(answer.headers['content-type'], path).toBe(type);
      expect(answer.headers, path).toMatchObject({ 'cache-control': 'no-cache', vary: 'Accept-Encoding, Origin' });
    }
  });

  it('answers a folder by its page, at the address with a slash', async () => {
    expect((await ask('/')).body.toString()).toBe(FILES['index.html']);
    expect((await ask('/a/b/')).body.toString()).toBe(FILES['a/b/index.html']);
    expect(await ask('/a/b?x=1')).toMatchObject({ status: 301, headers: { location: '/a/b/?x=1' } });
  });

  it('has a page for what is not there, and nothing from elsewhere', async () => {
    for (const path of ['/none', '/a/', '/..%2f..%2fetc/passwd', '/%00', '/%']) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(404);
      expect(answer.body.toString(), path).toBe(FILES['404.html']);
    }
  });

  it('answers HEAD without a body, and nothing else', async () => {
    const head = await ask('/a/b/', {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, headers: { 'content-type': 'text/html;charset=utf-8' } });
    expect(head.body).toHaveLength(0);
    expect(await ask('/a/b/', {}, 'DELETE')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});

it('breaks off what is damaged, and answers the next', async () => {
  const { origin } = new URL(servers.packed?.url ?? '');
  const whole = gzipSync(randomBytes(300_000));
  await writeFile(join(root, 'packed', 'half.md.gz'), whole.subarray(0, 200_000));
  const answer = await fetch(`${origin}/half.md`, { headers: { 'accept-encoding': 'identity' } });
  expect(answer.status).toBe(200);
  await expect(answer.arrayBuffer()).rejects.toThrow();
  expect(await fetch(`${origin}/`).then((next) => next.text())).toBe(FILES['index.html']);
});
