import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import type { FastApi } from './fastapi.ts';
import type { CallAnswer, RestProxy } from './proxy.ts';

/** One thing that has to be so, in words, and how it is found out: `run` throws when it is not. */
export interface Check {
  name: string;
  run(proxy: RestProxy, service: FastApi): Promise<void>;
}

const Tools = z.object({
  tools: z.array(z.looseObject({ name: z.string(), input_schema: z.record(z.string(), z.unknown()) })),
});

export const CHECKS: Check[] = [
  {
    name: 'lists each operation as a tool, named as FastAPI names it, with a valid schema',
    run: async (proxy) => {
      const { tools } = Tools.parse(await proxy.get('/api/services/library/tools'));
      const names = tools.map(({ name }) => name);
      ok(names.includes('get_book_books__book_id__get') && names.includes('add_book_books_post'), names.join(' '));
      const ajv = new Ajv2020({ strict: false });
      for (const { input_schema } of tools) ok(ajv.validateSchema(input_schema), JSON.stringify(input_schema));
    },
  },
  {
    name: 'sends path, query and list parameters',
    run: async (proxy) => {
      const args = { q: 'a & b', tag: ['x', 'y'], limit: 5 };
      const answer = await proxy.call('library', 'find_books_books_get', args);
      deepEqual(structured(answer), { ...args, total: 1 });
      deepEqual(structured(await proxy.call('library', 'get_book_books__book_id__get', { book_id: 1 })).title, 'Momo');
    },
  },
  {
    name: 'adds, replaces and deletes with JSON bodies',
    run: async (proxy) => {
      const added = await proxy.call('library', 'add_book_books_post', {
        title: 'Äsop',
        pages: 3,
        kind: 'poem',
        tags: ['old'],
      });
      const { id, ...book } = structured(added);
      deepEqual(book, { title: 'Äsop', pages: 3, kind: 'poem', tags: ['old'] });
      const replaced = await proxy.call('library', 'replace_book_books__book_id__put', { book_id: id, title: 'New' });
      equal(structured(replaced).title, 'New');
      const deleted = await proxy.call('library', 'delete_book_books__book_id__delete', { book_id: id });
      match(textOf(deleted), /^204 /);
      match(textOf(await proxy.call('library', 'get_book_books__book_id__get', { book_id: id })), /^HTTP 404 /);
    },
  },
  {
    name: 'refuses arguments that do not fit, before anybody is asked',
    run: async (proxy) => {
      const { status, body } = await proxy.call('library', 'add_book_books_post', { title: '', pages: 0, kind: 'map' });
      equal(status, 400);
      deepEqual(pointersOf(body), ['/kind', '/pages', '/title']);
    },
  },
  {
    name: 'passes a refusal of the service on as the tool’s own error',
    run: async (proxy) => {
      const missing = await proxy.call('library', 'get_book_books__book_id__get', { book_id: 99 });
      deepEqual([missing.status, missing.body.isError], [200, true]);
      match(textOf(missing), /404 Not Found[\s\S]*no such book/);
      const broken = await proxy.call('library', 'broken_broken_get');
      match(textOf(broken), /^HTTP 500 /);
    },
  },
  {
    name: 'keeps what a path holds inside its segment',
    run: async (proxy) => {
      equal(
        structured(await proxy.call('library', 'get_file_files__name__get', { name: 'ä b?c#d%2e' })).name,
        'ä b?c#d%2e',
      );
      const outside = await proxy.call('library', 'get_file_files__name__get', { name: '../books' });
      match(textOf(outside), /segment/);
    },
  },
  {
    name: 'sends headers and cookies',
    run: async (proxy) => {
      const answer = await proxy.call('library', 'echo_echo_get', { 'x-trace': 't-1', session: 's-1' });
      const { trace, session, agent } = structured(answer);
      deepEqual([trace, session], ['t-1', 's-1']);
      match(String(agent), /^mcp-service-registry/);
    },
  },
  {
    name: 'takes in what refers to itself, and bodies that are no objects',
    run: async (proxy) => {
      const shelf = { name: 'a', shelves: [{ name: 'b', shelves: [{ name: 'c' }] }] };
      equal(structured(await proxy.call('library', 'count_shelves_shelves_post', shelf)).count, 3);
      const wrong = await proxy.call('library', 'count_shelves_shelves_post', {
        name: 'a',
        shelves: [{ shelves: [{}] }],
      });
      equal(wrong.status, 400);
      equal(textOf(await proxy.call('library', 'add_up_sum_post', { body: [1, 2.5] })), '3.5');
    },
  },
  {
    name: 'gives images as images, and follows the service’s own redirects',
    run: async (proxy) => {
      const { body } = await proxy.call('library', 'cover_cover_get');
      const [image] = z.array(z.looseObject({ type: z.string(), mimeType: z.string() })).parse(body.content);
      deepEqual([image?.type, image?.mimeType], ['image', 'image/png']);
      equal(structured(await proxy.call('library', 'moved_moved__get')).at, 'its new place');
    },
  },
  {
    name: 'says who asks, by bearer, key and password, with secrets that no caller sees',
    run: async (proxy) => {
      equal(structured(await proxy.call('library', 'by_bearer_by_bearer_get')).token, 'secret');
      equal(structured(await proxy.call('library', 'by_key_by_key_get')).key, 'k-1');
      deepEqual(structured(await proxy.call('library', 'by_password_by_password_get')), {
        user: 'ann',
        password: 'pass',
      });
      match(textOf(await proxy.call('locked', 'by_key_by_key_get')), /^HTTP 403 /);
      const shown = JSON.stringify([await proxy.get('/api/services'), await proxy.get('/api/tools')]);
      ok(!/k-1|ann:pass/.test(shown), 'a secret is shown');
    },
  },
  {
    name: 'takes calls in the first system’s way, with the key',
    run: async (proxy) => {
      const { tools } = Tools.parse(await proxy.get('/api/services/words/tools'));
      deepEqual(
        tools.map(({ name }) => name),
        ['join'],
      );
      equal(structured(await proxy.call('words', 'join', { words: ['a', 'b'] })).joined, 'a b');
    },
  },
  ...(['legacy', { pin: '2026-07-28' }] as const).map(
    (mode): Check => ({
      name: `is an MCP server to a client of ${typeof mode === 'string' ? '2025' : '2026'}`,
      run: async ({ url }) => {
        const client = new Client({ name: 'test-rest', version: '1.0.0' }, { versionNegotiation: { mode } });
        await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp/library`)));
        const { tools } = await client.listTools();
        ok(tools.length > 10, `${tools.length} tools`);
        const { structuredContent } = await client.callTool({
          name: 'get_book_books__book_id__get',
          arguments: { book_id: 1 },
        });
        deepEqual(structuredContent, { id: 1, title: 'Momo', pages: 269, kind: 'novel', tags: [] });
        await client.close();
      },
    }),
  ),
  {
    name: 'sees the service go down, and come back',
    run: async (proxy, service) => {
      const health = async () => (await proxy.get('/api/services/library/health?fresh=true')).status;
      equal(await health(), 'healthy');
      await service.stop();
      equal(await health(), 'unhealthy');
      const { status, body } = await proxy.call('library', 'find_books_books_get');
      deepEqual([status, body.code, body.executed], [503, 'no_healthy_instance', 'no']);
      await service.start();
      equal(await health(), 'healthy');
      equal((await proxy.call('library', 'find_books_books_get')).status, 200);
    },
  },
];

function structured({ body }: CallAnswer): Record<string, unknown> {
  const { data } = z.looseObject({ structuredContent: z.record(z.string(), z.unknown()) }).safeParse(body);
  if (!data || body.isError) throw new Error(`no structured result: ${JSON.stringify(body).slice(0, 500)}`);
  return data.structuredContent;
}

function textOf({ body }: CallAnswer): string {
  const { data } = z.looseObject({ content: z.array(z.looseObject({ text: z.string().catch('') })) }).safeParse(body);
  if (!data) throw new Error(`no result: ${JSON.stringify(body).slice(0, 500)}`);
  return data.content.map(({ text }) => text).join('\n');
}

function pointersOf(body: Record<string, unknown>): string[] {
  const { errors } = z.looseObject({ errors: z.array(z.looseObject({ pointer: z.string() })) }).parse(body);
  return errors.map(({ pointer }) => pointer).sort();
}
