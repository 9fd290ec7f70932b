import { expect, it } from 'vitest';
import { modernServer, TEST_TOOLS } from '../testing.ts';
import { connectUpstream } from './connect.ts';
import { withoutMismarked } from './marked-tools.ts';
import { readMessage } from './message.ts';

const MARKED = { type: 'string', 'x-mcp-header': 'Region' };

function listed(inputSchema: object): string[] {
  const tools = [
    { name: 'marked', inputSchema },
    { name: 'other', inputSchema: { type: 'object' } },
  ];
  const received = readMessage(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools, ttlMs: 0 } }));
  if (!received) throw new Error('no message');
  const kept = withoutMismarked(received);
  expect(JSON.parse(kept.text)).toEqual(kept.message);
  expect(kept.message.result?.ttlMs).toBe(0);
  return JSON.stringify(kept.message.result?.tools).match(/marked|other/g) ?? [];
}

it.each([
  ['an empty name', { properties: { a: { type: 'string', 'x-mcp-header': '' } } }],
  ['a name with a space', { properties: { a: { type: 'string', 'x-mcp-header': 'My Region' } } }],
  ['a name that is no text', { properties: { a: { type: 'string', 'x-mcp-header': { of: 'a' } } } }],
  ['an object', { properties: { a: { type: 'object', 'x-mcp-header': 'A' } } }],
  ['a number with a fraction', { properties: { a: { type: 'number', 'x-mcp-header': 'A' } } }],
  ['the same name twice', { properties: { a: MARKED, b: MARKED } }],
  ['the same name in another case', { properties: { a: MARKED, b: { type: 'string', 'x-mcp-header': 'REGION' } } }],
  ['the whole', { type: 'object', 'x-mcp-header': 'A' }],
  ['what may not be there', { anyOf: [{ properties: { a: MARKED } }] }],
  ['what is in a list', { properties: { a: { type: 'array', items: MARKED } } }],
  ['what is defined elsewhere', { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: MARKED } }],
])('leaves out a tool that marks %s', (_what, schema) => {
  expect(listed(schema)).toEqual(['other']);
});

it.each([
  ['marks nothing', { properties: { a: { type: 'string' } } }],
  ['marks well, however deep', { properties: { a: { type: 'object', properties: { b: MARKED } } } }],
  ['has an argument of that name', { properties: { 'x-mcp-header': { type: 'string' } } }],
  ['speaks of marks', { properties: { a: { type: 'object', default: MARKED } } }],
])('keeps a tool that %s', (_what, schema) => {
  expect(listed(schema)).toEqual(['marked', 'other']);
});

it('does not lose itself in a schema that has no end', () => {
  const [begin, end] = ['{"items":', '}'].map((each) => each.repeat(20_000));
  const text = `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"deep","inputSchema":${begin}{}${end}}]}}`;
  const received = readMessage(text);
  expect(received && withoutMismarked(received)).toBe(received);
  expect(received).not.toBeNull();
});

it('is how the tools of a modern server are listed', async () => {
  const bad = { name: 'bad', inputSchema: { type: 'object', properties: { a: MARKED, b: MARKED } } };
  await using server = await modernServer({ tools: [...TEST_TOOLS, bad] });
  const http = server.target;
  await using upstream = await connectUpstream(
    { transport: 'streamable-http', http },
    { signal: AbortSignal.timeout(5000) },
  );
  expect((await upstream.listTools()).map(({ name }) => name)).toEqual(TEST_TOOLS.map(({ name }) => name));
});
