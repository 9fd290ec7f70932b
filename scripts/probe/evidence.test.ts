import { createServer as createTlsServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { blockList } from '../../catalog/net/addresses.ts';
import { aCertificate } from '../../catalog/net/certificate.ts';
import { listening } from '../../catalog/net/testing.ts';
import { Evidence, InstanceStatus } from '../../catalog/status/status.ts';
import { httpServer, legacyServer, modernServer, sendJson, sseServer } from '../../proxy/testing.ts';
import type { HttpTarget } from '../../proxy/upstream/http.ts';
import { type LookOptions, lookAt } from './look.ts';

async function look(
  http: HttpTarget,
  { transport = 'streamable-http', ...options }: LookOptions & { transport?: 'streamable-http' | 'sse' } = {},
) {
  const target = { transport, http };
  const seen = await lookAt({ id: 'a', transport, address: http.url, location: 'remote', target }, options);
  expect(InstanceStatus.parse(seen.instance)).toEqual(seen.instance);
  const { evidence } = seen;
  if (evidence) Evidence.parse({ ...evidence, repeat: evidence.repeat ?? '' });
  return { ...seen, evidence };
}

describe('the evidence of a look', () => {
  it('is of a healthy server the list of its tools, and the command that asks for it', async () => {
    await using modern = await modernServer();
    const { evidence } = await look({ ...modern.target, headers: { 'X-Key': 'hush-hush' } });
    expect(evidence).toMatchObject({ step: 'tools' });
    expect(evidence?.request).toMatch(/^POST \/mcp\nhost: 127.0.0.1:\d+\n/);
    expect(evidence?.request).toContain('x-key: [redacted]');
    expect(evidence?.request).toContain('mcp-method: tools/list');
    expect(evidence?.response).toMatch(/^HTTP 200\n[\s\S]*\n\nIt answers, and lists 3 tools$/);
    expect(evidence?.repeat).toContain(`'x-key: '"$X_KEY"`);
  });

  it('has no session in it', async () => {
    await using legacy = await legacyServer();
    const { evidence } = await look(legacy.target);
    expect(evidence?.request).toContain('mcp-session-id: [redacted]');
    expect(evidence?.repeat).toContain('"$MCP_SESSION_ID"');
  });

  it('is of a broken one the exchange that it broke at, without what it gave back of our secrets', async () => {
    await using broken = await httpServer((request, response) => {
      const echoed = { 'set-cookie': 'a=hush', 'x-echo': String(request.headers.authorization) };
      response.writeHead(500, echoed).end('hush-hush');
    });
    const { evidence } = await look({ ...broken.target, headers: { authorization: 'Bearer hush-hush' } });
    expect(evidence).toMatchObject({ step: 'http', response: expect.stringMatching(/^HTTP 500\n/) });
    expect(evidence?.response).toContain('the upstream answered 500');
    expect(JSON.stringify(evidence)).not.toContain('hush');
  });

  it('names the step that a look failed in', async () => {
    const step = async (target: HttpTarget, options: Parameters<typeof look>[1] = {}) => {
      const { instance, evidence } = await look(target, options);
      return [instance.reason, evidence?.step, Object.keys(instance.stepsMs)];
    };
    const gone = await modernServer();
    await gone[Symbol.asyncDispose]();
    await using page = await httpServer((_request, response) => void response.end('<h1>Hello</h1>'));
    await using silent = await httpServer(() => {});
    await using rude = await httpServer((request) => void request.socket.destroy());
    await using wall = await httpServer((_request, response) => sendJson(response, 401, {}));
    expect(await step({ ...gone.target, egress: {} })).toEqual(['private-address', 'resolve', ['resolve']]);
    expect(await step(gone.target)).toEqual(['tcp', 'connect', ['resolve', 'connect']]);
    expect(await step(rude.target)).toEqual(['tcp', 'http', ['resolve', 'connect']]);
    expect(await step(silent.target, { timeoutMs: 50 })).toEqual(['timeout', 'http', ['resolve', 'connect']]);
    expect(await step(page.target)).toEqual(['not-mcp', 'mcp', ['resolve', 'connect', 'http']]);
    expect(await step(wall.target)).toEqual(['auth-opaque', 'auth', ['resolve', 'connect', 'http', 'auth']]);
    await using sse = await sseServer();
    expect((await step(sse.target, { transport: 'sse' })).slice(0, 2)).toEqual(['deprecated-transport', 'tools']);
  });

  it('says where it was to go when nothing was sent', async () => {
    const { evidence } = await look({ url: 'https://127.0.0.1/mcp?key=hush', headers: {}, egress: {} });
    expect(evidence?.response).toBe('127.0.0.1 leads to 127.0.0.1, which is not a public address');
    expect(evidence?.request).not.toContain('hush');
  });
});

describe('a look over https', () => {
  /** A 2025 server without sessions, with a certificate that ends after some days. */
  async function secure(days: number) {
    const identity = aCertificate('secure.example', {
      at: '127.0.0.1',
      endsAt: new Date(Date.now() + days * 86_400_000),
    });
    const results: Record<string, unknown> = {
      initialize: {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 's', version: '1' },
      },
      'tools/list': { tools: [] },
    };
    const answer = createTlsServer(identity, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { id, method } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      if (results[method]) sendJson(response, 200, { jsonrpc: '2.0', id, result: results[method] });
      else response.writeHead(id === undefined ? 202 : 404).end();
    });
    const server = await listening(answer);
    const egress = { allow: blockList(['127.0.0.0/8']), ca: identity.cert };
    const target: HttpTarget = { url: `https://127.0.0.1:${server.port}/mcp`, headers: {}, egress };
    return Object.assign(server, { target });
  }

  it('warns of a certificate that ends within 14 days, and calls one that has ended a fault of TLS', async () => {
    await using ending = await secure(13.5);
    await using fine = await secure(15);
    await using ended = await secure(-1);
    const { instance, message } = await look(ending.target);
    expect([instance.health, instance.reason, message]).toEqual([
      ...['degraded', 'certificate-expiring', 'Its certificate ends in 13 days; it is time to renew it'],
    ]);
    expect((await look(fine.target)).instance).toMatchObject({
      ...{ reason: 'ok', stepsMs: { tls: expect.any(Number) }, certificate: { endsAt: expect.any(String) } },
    });
    const { instance: late, evidence } = await look(ended.target);
    expect([late.reason, evidence?.step, evidence?.response]).toEqual([
      ...['tls', 'tls', 'CERT_HAS_EXPIRED: certificate has expired'],
    ]);
  });

  it('opens no more than two sockets', async () => {
    await using server = await secure(15);
    await look(server.target);
    expect(server.connections).toBeLessThanOrEqual(2);
  });
});

describe('a look at a server’s card', () => {
  const card = {
    $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
    ...{ name: 'com.example/weather', version: '1.0.0', description: 'Tells the weather' },
  };

  it('says whether it is one, and nothing where there is none', async () => {
    const cards: [given: string | null, type: string, seen: unknown][] = [
      [JSON.stringify(card), 'application/mcp-server-card+json', { valid: true }],
      [JSON.stringify({ ...card, name: 'odd' }), 'application/json; charset=utf-8', { valid: false }],
      ['{', 'application/json', { valid: false }],
      ['<h1>Hello</h1>', 'text/html', undefined],
      [null, '', undefined],
    ];
    for (const [given, type, seen] of cards) {
      await using server = await modernServer({
        intercept: (request, response) => {
          if (request.url !== '/mcp/server-card' || given === null) return false;
          response.writeHead(200, { 'content-type': type }).end(given);
          return true;
        },
      });
      const { instance } = await look(server.target);
      expect([instance.reason, instance.card]).toEqual(['ok', seen]);
    }
  });
});
