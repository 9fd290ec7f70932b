import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalServer, serveFolder } from './serve-folder.ts';

let folder: string;
let server: LocalServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'served-'));
  await mkdir(join(folder, 'site/a b'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'site/404.html'), 'no such page');
  await writeFile(join(folder, 'site/a b/index.html'), 'a page');
  server = await serveFolder(join(folder, 'site'), '/base/');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The path goes out as it is written: `fetch` would mend it. */
function get(path: string, headers: Record<string, string> = {}): Promise<[status: number | undefined, body: string]> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve([response.statusCode, body]));
    })
      .on('error', reject)
      .end();
  });
}

it.each([
  '/base/%',
  '/base/%zz/',
  '/base/%E0%A4%A',
  '/base/../secret.txt',
  '/base/%2e%2e%2fsecret.txt',
  '/base/a%00b',
  '/',
])('answers %s with the page for unknown addresses, and goes on', async (path) => {
  expect(await get(path)).toEqual([404, 'no such page']);
  expect(await get('/base/a%20b/')).toEqual([200, 'a page']);
});

it('sends nothing twice to who has it', async () => {
  const { headers } = await fetch(`${server.url}a%20b/?query`);
  expect(await get('/base/a%20b/', { 'if-none-match': headers.get('etag') ?? '' })).toEqual([304, '']);
});
