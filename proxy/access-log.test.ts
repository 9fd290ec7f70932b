import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccessLog } from './access-log.ts';
import { httpServer } from './testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('has a line for each answer, with its status and without the query', async () => {
  const file = join(folder, 'log');
  const note = createAccessLog(file);
  await using server = await httpServer((request, response) => {
    note(request, response);
    if (request.url === '/left') return;
    response.writeHead(request.url?.startsWith('/a') ? 200 : 404).end('x');
  });
  const { origin } = new URL(server.url);
  await (await fetch(`${origin}/a?key=secret`)).text();
  await (await fetch(`${origin}/b`, { method: 'POST', body: '{}' })).text();
  await fetch(`${origin}/left`, { signal: AbortSignal.timeout(50) }).catch(() => {});
  await new Promise((soon) => setTimeout(soon, 50));
  note[Symbol.dispose]();
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain('secret');
  const lines = text
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(lines.map(({ method, path, status, left }) => [method, path, status, left])).toEqual([
    ['GET', '/a', 200, undefined],
    ['POST', '/b', 404, undefined],
    ['GET', '/left', 499, true],
  ]);
  for (const { ms } of lines) expect(ms).toEqual(expect.any(Number));
});
