import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listening } from './net/testing.ts';
import { baseAddress, listAddress, type WalkOptions, walkRegistry } from './registry-walk.ts';

/** A registry that gives these answers, one after the other, and the addresses it was asked at. */
async function registry(answers: RequestListener[]) {
  const asked: string[] = [];
  const server = await listening(
    createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = answers[asked.length - 1];
      if (answer) answer(request, response);
      else response.destroy();
    }),
  );
  return Object.assign(server, { asked, list: `http://127.0.0.1:${server.port}/v0.1/servers` });
}

function page(servers: unknown[], metadata: Record<string, unknown> = {}): RequestListener {
  return (_request, response) => response.end(JSON.stringify({ servers, metadata }));
}

function failure(status: number, headers: Record<string, string> = {}, body = ''): RequestListener {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

/** Walks to the end without waiting: the rows, and the pauses that would have been made. */
async function walk(list: string, over: Partial<WalkOptions> = {}) {
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  const rows: unknown[] = [];
  for await (const { servers } of walkRegistry(list, { egress: { any: true }, gapMs: 1, sleep, ...over }))
    rows.push(...servers);
  return { rows, pauses };
}

it('follows pages to the last, with the question on each and the cursor encoded', async () => {
  await using server = await registry([
    page([1, 2], { nextCursor: 'a/b:1+2 &' }),
    page([3], { next_cursor: 'c' }),
    page([]),
  ]);
  const asked = { limit: 100, updatedSince: '2026-01-01T00:00:00Z', includeDeleted: true };
  expect((await walk(server.list, asked)).rows).toEqual([1, 2, 3]);
  const question = '/v0.1/servers?limit=100&updated_since=2026-01-01T00%3A00%3A00Z&include_deleted=true';
  expect(server.asked).toEqual([question, `${question}&cursor=a%2Fb%3A1%2B2+%26`, `${question}&cursor=c`]);
});

it('asks for a page only when its reader wants it, and begins where it is told', async () => {
  await using server = await registry([page([1], { nextCursor: 'b' })]);
  const pages = walkRegistry(server.list, { egress: { any: true }, cursor: 'a' });
  expect((await pages.next()).value).toMatchObject({ servers: [1], next: 'b', answeredAt: expect.any(Date) });
  expect(server.asked).toEqual(['/v0.1/servers?cursor=a']);
  await pages.return();
});

describe('what passes', () => {
  it('is waited for, longer each time, or as long as the registry says', async () => {
    const cut: RequestListener = (_request, response) => void response.destroy();
    await using server = await registry([failure(503), failure(429, { 'retry-after': '7' }), cut, page([1])]);
    expect(await walk(server.list)).toEqual({ rows: [1], pauses: [1000, 7000, 4000] });
  });

  it('is given up after six tries', async () => {
    await using server = await registry(Array.from({ length: 9 }, () => failure(502)));
    await expect(walk(server.list)).rejects.toMatchObject({ name: 'WalkError', status: 502 });
    expect(server.asked).toHaveLength(6);
  });

  it('is not waited for when the registry wants more patience than we have', async () => {
    await using server = await registry([failure(429, { 'retry-after': '86400' })]);
    await expect(walk(server.list)).rejects.toMatchObject({ status: 429 });
  });
});

it.each([
  ['no page', failure(404, {}, '{"title":"Not Found","detail":"no such page"}'), /answers with 404: no such page/],
  ['no JSON', failure(200, {}, '<html>'), /is it a registry's address/],
  ['no list', failure(200, {}, '{"servers":{}}'), /is it a registry's address/],
  ['a cursor without an end', page([], { nextCursor: 'x'.repeat(5000) }), /in 5000 characters/],
])('says what is wrong with %s, at once', async (_what, answer, message) => {
  await using server = await registry([answer]);
  await expect(walk(server.list)).rejects.toThrow(message);
  expect(server.asked).toHaveLength(1);
});

it('notices that it goes in a circle, and that there is no end', async () => {
  await using circle = await registry([page([1], { nextCursor: 'a' }), page([1], { nextCursor: 'a' })]);
  await expect(walk(circle.list)).rejects.toThrow('circle');
  await using endless = await registry([page([1], { nextCursor: 'a' }), page([1], { nextCursor: 'b' })]);
  await expect(walk(endless.list, { mostPages: 2 })).rejects.toThrow('more than 2 pages');
});

it('goes to no private address unless it may, and does not try twice', async () => {
  await using server = await registry([page([])]);
  await expect(walk(server.list, { egress: {} })).rejects.toThrow(/cannot be read/);
  expect(server.asked).toEqual([]);
});

it.each([
  'https://a.example.com',
  'https://a.example.com/',
  'https://a.example.com/v0.1',
  'https://a.example.com/v0.1/servers',
])('takes %s for the same registry', (address) => {
  expect([baseAddress(address), listAddress(address)]).toEqual([
    'https://a.example.com',
    'https://a.example.com/v0.1/servers',
  ]);
});
