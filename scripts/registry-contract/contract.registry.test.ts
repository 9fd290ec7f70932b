import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officialDocument } from './document.ts';
import { ownRegistry } from './registry.ts';

const document = officialDocument();
let registry: Awaited<ReturnType<typeof ownRegistry>>;
beforeAll(async () => {
  registry = await ownRegistry();
});
afterAll(() => registry[Symbol.asyncDispose]());

const LIST = { method: 'GET', path: '/v0.1/servers' };
const VERSIONS = { method: 'GET', path: '/v0.1/servers/{serverName}/versions' };
const VERSION = { method: 'GET', path: '/v0.1/servers/{serverName}/versions/{version}' };

async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown; type: string }> {
  const response = await fetch(`${registry.origin}${path}`, init);
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.json() };
}

function addressOf(path: string, name: string, version: string): string {
  return path.replace('{serverName}', encodeURIComponent(name)).replace('{version}', encodeURIComponent(version));
}

describe('the official OpenAPI document', () => {
  it('has no operation that we do not answer', async () => {
    const [row] = registry.snapshot.servers.all;
    if (!row) throw new Error('the catalog is empty');
    for (const { method, path, statuses } of document.operations) {
      const address = addressOf(path, row.name, row.version);
      const headers = { 'content-type': 'application/json' };
      const { status, body } = await ask(address, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
      const says = `${method} ${path}: ${status}`;
      if (method === 'GET') expect(statuses, says).toContain(String(status));
      else expect(status, says).toBe(401);
      expect(document.faultsOf({ method, path }, status, body), says).toEqual([]);
      if (method === 'GET') continue;
      const told = await ask(address, { method, headers: { ...headers, authorization: 'Bearer x' }, body: '{}' });
      expect([told.status, Object(told.body).error], says).toEqual([501, expect.any(String)]);
    }
  });

  it('describes every page of the list, whatever is asked of it', async () => {
    const seen = new Set<string>();
    for (const query of ['limit=100', 'limit=7', 'version=latest&limit=50', 'search=server', 'include_deleted=true']) {
      for (let cursor = ''; ; ) {
        const { status, body } = await ask(`/v0.1/servers?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(document.faultsOf(LIST, status, body)).toEqual([]);
        const { servers, metadata } = Object(body);
        expect(servers.length).toBe(metadata.count);
        for (const { server } of servers) seen.add(`${server.name} ${server.version}`);
        if (!metadata.nextCursor) break;
        cursor = metadata.nextCursor;
      }
    }
    expect(seen.size).toBe(registry.snapshot.servers.all.length);
  });

  it('describes every version of every server', async () => {
    let compared = 0;
    for (const { name, version } of registry.snapshot.servers.all) {
      const all = await ask(addressOf(`${VERSIONS.path}?include_deleted=true`, name, ''));
      expect(document.faultsOf(VERSIONS, all.status, all.body), name).toEqual([]);
      for (const asked of [version, 'latest']) {
        const one = await ask(addressOf(`${VERSION.path}?include_deleted=true`, name, asked));
        expect(one.status).toBe(200);
        expect(document.faultsOf(VERSION, one.status, one.body), `${name} ${asked}`).toEqual([]);
        compared += 1;
      }
    }
    console.log(`${compared} answers were held against the official document`);
    expect(compared).toBeGreaterThan(300);
  });

  it('describes what is said of a server that is not there', async () => {
    for (const operation of [VERSIONS, VERSION]) {
      const { status, body, type } = await ask(addressOf(operation.path, 'com.example/nobody', '1.0.0'));
      expect([status, type]).toEqual([404, 'application/problem+json']);
      expect(document.faultsOf(operation, status, body)).toEqual([]);
    }
  });

  it('would find an answer that is not as it says', () => {
    expect(document.faultsOf(LIST, 200, { metadata: {} })).not.toEqual([]);
    expect(document.faultsOf(VERSION, 200, { server: { name: 'x' }, _meta: {} })).not.toEqual([]);
    expect(document.faultsOf(VERSION, 418, {})).not.toEqual([]);
  });
});
