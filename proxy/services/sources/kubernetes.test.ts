import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProxyConfig } from '../../config.ts';
import { legacyServer } from '../../testing.ts';
import { connectUpstream } from '../../upstream/connect.ts';
import { apiServer, MCP_SERVERS, SERVICES } from './kubernetes/testing-api-server.ts';
import { kubernetes } from './kubernetes.ts';

let credentials: string;
beforeEach(async () => {
  credentials = await mkdtemp(join(tmpdir(), 'cluster-'));
});
afterEach(() => rm(credentials, { recursive: true }));

async function read(where: object, env: NodeJS.ProcessEnv = {}) {
  const config = ProxyConfig.parse({ sources: { kubernetes: { credentials, ...where } } });
  const [place] = kubernetes.places({ config, folder: credentials, env });
  if (!place) throw new Error('no place');
  return place.read(AbortSignal.timeout(5000));
}

const LABEL = 'io.modelcontextprotocol.server.name';
const aService = (
  name: string,
  {
    namespace = 'tools',
    labels = {},
    annotations = {},
    ...spec
  }: Record<string, unknown> & { namespace?: string; labels?: Record<string, string> } = {},
) => ({
  metadata: { name, namespace, labels: { [LABEL]: '', ...labels }, annotations },
  spec: { type: 'ClusterIP', clusterIP: '127.0.0.1', ports: [{ name: 'http', port: 80, targetPort: 3000 }], ...spec },
});

it('finds services by labels and annotations, page by page, and calls them', async () => {
  await using weather = await legacyServer();
  const { port, pathname } = new URL(weather.url);
  const services = [
    aService('weather', {
      annotations: { [LABEL]: 'com.acme/weather', 'mcp.path': pathname },
      ports: [
        { name: 'metrics', port: 9090 },
        { name: 'mcp', port: Number(port) },
      ],
    }),
    aService('books', {
      labels: { 'mcp.port': 'api', 'mcp.transport': 'openapi', 'mcp.name': 'library' },
      ports: [
        { name: 'api', port: 8000 },
        { name: 'x', port: 1 },
      ],
    }),
    aService('elsewhere', { namespace: 'other' }),
    { metadata: { name: 'plain', namespace: 'tools', labels: {} }, spec: { ports: [{ port: 80 }] } },
  ];
  const toolhive = [
    {
      metadata: { name: 'fetch', namespace: 'tools' },
      spec: { image: 'x', transport: 'stdio' },
      status: { url: 'http://mcp-fetch-proxy.tools.svc.cluster.local:8080/sse#fetch' },
    },
    { metadata: { name: 'starting', namespace: 'tools' }, spec: {}, status: {} },
  ];
  await using cluster = await apiServer(credentials, { [SERVICES]: services, [MCP_SERVERS]: toolhive });
  const { found, faults } = await read({ api: cluster.url, address: 'ip' });
  expect(found.map(({ origin, server, instances }) => [origin, server.name, instances[0]?.address])).toEqual([
    ['MCPServer tools/fetch', 'fetch', 'http://mcp-fetch-proxy.tools.svc.cluster.local:8080/sse'],
    ['service other/elsewhere', 'elsewhere', 'http://127.0.0.1/mcp'],
    ['service tools/books', 'library', 'http://127.0.0.1:8000/'],
    ['service tools/weather', 'com.acme/weather', weather.url],
  ]);
  expect(faults).toEqual([
    { origin: 'MCPServer tools/starting', message: 'MCPServer tools/starting: its status has no address yet' },
  ]);
  expect(cluster.asked).toContain(`GET ${SERVICES}?labelSelector=${LABEL}&limit=500&continue=2`);
  expect(cluster.asked.every((asked) => asked.startsWith('GET '))).toBe(true);
  const target = found[3]?.instances[0]?.target;
  if (!target || 'reason' in target) throw new Error('not reachable');
  await using upstream = await connectUpstream(target, { signal: AbortSignal.timeout(5000) });
  expect(upstream.serverInfo.name).toBeTruthy();
});

it('reaches services by their names, in the namespaces that are named, from within a pod', async () => {
  const services = [aService('weather'), aService('elsewhere', { namespace: 'other' })];
  await using cluster = await apiServer(credentials, { [SERVICES]: services });
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(cluster.port) };
  const { found, faults } = await read({ namespaces: ['tools'] }, env);
  expect(faults).toEqual([]);
  expect(found.map(({ instances }) => instances[0]?.address)).toEqual(['http://weather.tools.svc.cluster.local/mcp']);
  cluster.token = 'another';
  await expect(read({}, env)).rejects.toThrow('401 Unauthorized for /api/v1/services: allow its account');
  await writeFile(join(credentials, 'token'), 'another');
  expect((await read({}, env)).found).toHaveLength(2);
});

it('says which services do not say where they are', async () => {
  const two = [
    { name: 'a', port: 1 },
    { name: 'b', port: 2 },
  ];
  const services = [
    aService('two', { ports: two }),
    aService('none', { labels: { 'mcp.port': '80' }, ports: two }),
    aService('out', { type: 'ExternalName', externalName: 'metadata.example' }),
    aService('headless', { clusterIP: 'None' }),
    aService('pigeon', { labels: { 'mcp.transport': 'pigeon' } }),
    aService('path', { annotations: { 'mcp.path': '@evil.example/' } }),
    { metadata: { name: 'odd', namespace: 'tools', labels: { [LABEL]: '' } } },
  ];
  await using cluster = await apiServer(credentials, { [SERVICES]: services });
  const { found, faults } = await read({ api: cluster.url, address: 'ip' });
  expect(found).toEqual([]);
  expect(faults.map(({ message }) => message)).toEqual([
    'service tools/two: it has several ports: call one of them mcp, or name it in mcp.port',
    'service tools/none: it has no port "80", which its mcp.port names',
    'service tools/out: it leads out of the cluster (ExternalName)',
    'service tools/headless: it is headless, and has no address of its own',
    expect.stringMatching(/^service tools\/pigeon: its label mcp\.transport is "pigeon"/),
    'service tools/path: its mcp.path is "@evil.example/"',
    expect.stringMatching(/^service [0-9a-f]{12}: it is not described/),
  ]);
});

it('says what is wrong with the cluster, and never sends its token in the clear or to somebody else', async () => {
  await using cluster = await apiServer(credentials, { [SERVICES]: [] }, { forbidden: [MCP_SERVERS] });
  await expect(read({ api: cluster.url })).rejects.toThrow(/403 Forbidden .*, or set "mcpServers": false$/);
  expect(await read({ api: cluster.url, mcpServers: false })).toEqual({ found: [], faults: [] });
  await expect(read({})).rejects.toThrow('KUBERNETES_SERVICE_HOST is not set');
  const asked = cluster.asked.length;
  await expect(read({ api: `http://127.0.0.1:${cluster.port}` })).rejects.toThrow();
  await writeFile(join(credentials, 'ca.crt'), '');
  await expect(read({ api: cluster.url })).rejects.toThrow();
  expect(cluster.asked).toHaveLength(asked);
});
