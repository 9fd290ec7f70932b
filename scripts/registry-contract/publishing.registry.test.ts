import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aServerJson } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { readRegistrySettings } from '../../proxy/registry/settings.ts';
import { type RunningProxy, startProxy } from '../../proxy/server.ts';
import { officialDocument } from './document.ts';

const document = officialDocument();
const NAME = 'io.modelcontextprotocol.anonymous/trial';
let folder: string;
let proxy: RunningProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-'));
  writeSnapshot(folder, []);
  const said: Record<string, string> = {
    'database-type': 'memory',
    'seed-import': 'false',
    'publish-anonymous': 'true',
  };
  const registry = readRegistrySettings((flag) => said[flag], { env: {} });
  proxy = await startProxy({ config: ProxyConfig.parse({ snapshot: '.' }), folder, port: 0, registry });
});
afterAll(async () => {
  await proxy.close();
  await rm(folder, { recursive: true });
});

/** Asks, and holds the answer against the official document. */
async function ask(
  method: string,
  path: string,
  { version = '1.0.0', token = '', body }: { version?: string; token?: string; body?: unknown } = {},
) {
  const address = path.replace('{serverName}', encodeURIComponent(NAME)).replace('{version}', version);
  const response = await fetch(`${proxy.url}${address}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said: unknown = await response.json();
  expect(document.faultsOf({ method, path }, response.status, said), `${method} ${path}: ${response.status}`).toEqual(
    [],
  );
  return response.status;
}

const VERSION = '/v0.1/servers/{serverName}/versions/{version}';

it('publishing answers as the official document says', async () => {
  const signedIn = await fetch(`${proxy.url}/v0.1/auth/none`, { method: 'POST', body: '{}' });
  const { registry_token: token } = Object(await signedIn.json());
  const server = aServerJson({ name: NAME });
  const own = { token, body: server };
  const deprecated = { token, body: { status: 'deprecated', statusMessage: 'Old' } };
  expect(await ask('POST', '/v0.1/publish', { body: server })).toBe(401);
  expect(await ask('POST', '/v0.1/publish', { token, body: aServerJson() })).toBe(403);
  expect(await ask('POST', '/v0.1/publish', own)).toBe(200);
  expect(await ask('PUT', VERSION, own)).toBe(200);
  expect(await ask('PUT', VERSION, { ...own, version: '2.0.0', body: { ...server, version: '2.0.0' } })).toBe(404);
  expect(await ask('PATCH', `${VERSION}/status`, deprecated)).toBe(200);
  expect(await ask('PATCH', `${VERSION}/status`, deprecated)).toBe(400);
  expect(await ask('PATCH', `${VERSION}/status`, { ...deprecated, version: '2.0.0' })).toBe(404);
  expect(await ask('PATCH', '/v0.1/servers/{serverName}/status', { token, body: { status: 'active' } })).toBe(200);
  expect(await ask('DELETE', VERSION, { token })).toBe(200);
  expect(await ask('DELETE', VERSION, { token })).toBe(404);
});
