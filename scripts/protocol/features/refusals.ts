import { request } from 'node:http';
import { expect } from 'vitest';
import { post } from '../../../proxy/mcp/testing.ts';
import type { Feature, Stage } from '../feature.ts';
import { refusalOf } from './same.ts';

async function expectSameRefusal({ client, straight }: Stage, method: string, params: object): Promise<void> {
  const [through, without] = await Promise.all(
    [client, straight].map((each) => refusalOf(each.request(method, params))),
  );
  expect(through).toBe(without);
}

/** What is refused, and how a client is told. */
export const REFUSALS: Feature[] = [
  {
    name: 'an unknown method, refused as the client’s revision says',
    try: async (stage) => {
      await expectSameRefusal(stage, 'no/such/method', {});
      const { status, body } = await (await stage.wire()).ask('no/such/method');
      expect([status, body.error?.code]).toEqual([stage.era === '2026' ? 404 : 200, -32601]);
    },
  },
  {
    name: 'an unknown tool, refused',
    try: (stage) => expectSameRefusal(stage, 'tools/call', { name: 'no_such_tool', arguments: {} }),
  },
  {
    name: 'an unknown prompt, refused',
    try: (stage) => expectSameRefusal(stage, 'prompts/get', { name: 'no_such_prompt' }),
  },
  {
    name: 'an unknown resource, refused with the code of the client’s revision',
    try: async ({ era, client }) => {
      const codes = era === '2026' ? [-32602] : [-32002, -32602];
      expect(codes).toContain(await refusalOf(client.request('resources/read', { uri: 'test://none' })));
    },
  },
  {
    name: 'batches, refused',
    onWire: true,
    try: async ({ url, wire }) => {
      const { session } = await wire();
      const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
      const { status, body } = await post(url, [ping, ping], session);
      expect([status, body.error?.code]).toEqual([400, -32600]);
    },
  },
  {
    name: 'pages of others, refused by their `Origin` and by `Host`',
    onWire: true,
    try: async ({ url, wire }) => {
      const { ask } = await wire();
      expect((await ask('tools/list')).status).toBe(200);
      expect((await ask('tools/list', {}, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
      expect(await statusAtHost(url, 'evil.example')).toBe(403);
    },
  },
];

/** `fetch` sets the Host by itself. */
function statusAtHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end('{}');
  });
}
