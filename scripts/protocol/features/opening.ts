import { expect } from 'vitest';
import { MODERN, post } from '../../../proxy/mcp/testing.ts';
import type { Feature } from '../feature.ts';

/** How client and server come together, and part. */
export const OPENING: Feature[] = [
  {
    name: '`initialize`, `server/discover`: who the server is and what it can do',
    try: async ({ client, straight }) => {
      expect(straight.server().info).toMatchObject({ name: 'conformance-fixture' });
      expect(client.server()).toEqual(straight.server());
    },
  },
  {
    name: 'a revision that there is not: others are offered',
    onWire: true,
    try: async ({ era, url, wire }) => {
      if (era === '2025') {
        const params = { protocolVersion: '2099-01-01', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
        const { body, headers } = await post(url, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
        expect(body.result?.protocolVersion).toBe('2025-11-25');
        const session = { 'mcp-session-id': String(headers.get('mcp-session-id')) };
        expect((await fetch(url, { method: 'DELETE', headers: session })).status).toBe(200);
        return;
      }
      const refused = await (await wire()).ask(
        'tools/list',
        {},
        {
          meta: { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' },
          headers: { 'mcp-protocol-version': '2099-01-01' },
        },
      );
      expect([refused.status, refused.body.error?.code]).toEqual([400, -32022]);
      expect(refused.body.error?.data?.supported).toContain(MODERN);
    },
  },
  {
    name: 'sessions: made, ended by DELETE, 404 when unknown (2026: none is made, and the header ignored)',
    onWire: true,
    try: async ({ era, url, wire }) => {
      const { session, ask } = await wire();
      if (era === '2026') {
        const answer = await ask('tools/list', {}, { headers: { 'mcp-session-id': 'none' } });
        expect([answer.status, answer.headers.get('mcp-session-id')]).toEqual([200, null]);
        return;
      }
      expect((await ask('ping')).headers.get('mcp-session-id')).toBe(session['mcp-session-id']);
      expect((await fetch(url, { method: 'DELETE', headers: session })).status).toBe(200);
      expect((await ask('ping')).status).toBe(404);
      expect((await fetch(url, { method: 'DELETE', headers: session })).status).toBe(404);
      expect((await ask('ping', {}, { headers: { 'mcp-session-id': 'unknown' } })).status).toBe(404);
    },
  },
  {
    name: '`ping`',
    try: async ({ client }) => {
      expect(await client.request('ping')).toEqual({});
    },
    not: ({ era }) => (era === '2026' ? 'Revision 2026-07-28 has no `ping`: it is an unknown method.' : undefined),
  },
];
