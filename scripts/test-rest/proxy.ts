import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';

export interface CallAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** A proxy in front of one REST service, as `library` by its OpenAPI document and as `words` by its own tools. */
export interface RestProxy extends AsyncDisposable {
  url: string;
  call(service: string, tool: string, args?: object): Promise<CallAnswer>;
  get(path: string): Promise<Record<string, unknown>>;
}

/** Starts it, with secrets from variables, as an operator would give them. */
export async function proxyTo(url: string): Promise<RestProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'test-rest-'));
  const named = (alias: string) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } });
  const entries = ['library', 'words', 'locked'].map(named);
  const snapshot = takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries });
  for (const [path, bytes] of encodeSnapshot(snapshot)) await writeFile(join(folder, path), bytes);

  Object.assign(process.env, { TEST_REST_KEY: 'k-1', TEST_REST_BEARER: 'secret', TEST_REST_LOGIN: 'ann:pass' });
  const security = {
    HTTPBearer: { env: 'TEST_REST_BEARER' },
    key: { env: 'TEST_REST_KEY' },
    HTTPBasic: { env: 'TEST_REST_LOGIN' },
  };
  const services = [
    { name: 'library', instances: [{ id: 'a', transport: 'openapi', url, security }] },
    { name: 'words', instances: [{ id: 'a', transport: 'rest', url, key: { env: 'TEST_REST_BEARER' } }] },
    { name: 'locked', instances: [{ id: 'a', transport: 'openapi', url }] },
  ].map((service) => ({ ...service, use: 'package' }));
  const config = ProxyConfig.parse({ snapshot: folder, services });
  const proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await proxy.ready;

  return {
    url: proxy.url,
    call: async (service, tool, args = {}) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ tool, args });
      const response = await fetch(`${proxy.url}/api/services/${service}/call`, { method: 'POST', headers, body });
      return { status: response.status, body: await response.json() };
    },
    get: async (path) => (await fetch(`${proxy.url}${path}`)).json(),
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}
