import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, listening } from '../../../catalog/net/testing.ts';
import { secretsIn } from '../../../proxy/services/sources/client-configs/testing-home.ts';
import { apiServer, MCP_SERVERS, SERVICES } from '../../../proxy/services/sources/kubernetes/testing-api-server.ts';
import { docker } from './docker.ts';
import { kubernetes } from './kubernetes.ts';
import { openapi } from './openapi.ts';
import { lookWith } from './testing-around.ts';
import { dockerEngine } from './testing-engine.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'network-'));
});
afterEach(() => rm(home, { recursive: true }));

const LABEL = 'io.modelcontextprotocol.server.name';

describe('docker', () => {
  const source = 'https://github.com/acme/weather';
  const images = [
    {
      Id: 'sha256:1',
      RepoTags: ['ghcr.io/acme/weather:1.2', 'ghcr.io/acme/weather:latest', 'localhost/mine:1'],
      RepoDigests: [`ghcr.io/acme/weather@sha256:${'a'.repeat(64)}`, `localhost/mine@sha256:${'a'.repeat(64)}`],
      Labels: {
        [LABEL]: 'io.github.acme/weather',
        'org.opencontainers.image.source': source,
        'org.opencontainers.image.version': '1.2.0',
        'org.opencontainers.image.title': 'Weather',
        'org.opencontainers.image.description': 'Tells the weather',
      },
      Config: { Env: ['KEY=hunter2'] },
    },
    { Id: 'sha256:2', RepoTags: ['acme/built-here:latest'], RepoDigests: [], Labels: { 'mcp.transport': 'stdio' } },
    {
      Id: 'sha256:3',
      RepoTags: ['mcp/time:latest'],
      RepoDigests: [`mcp/time@sha256:${'b'.repeat(64)}`],
      Labels: { 'mcp.transport': 'stdio', [LABEL]: 'no name' },
    },
    { Id: 'sha256:4', RepoTags: ['postgres:17'], RepoDigests: [], Labels: {} },
    { Id: 'sha256:5', RepoTags: null, RepoDigests: null, Labels: { [LABEL]: 'com.acme/untagged' } },
    {
      Id: 'sha256:6',
      RepoTags: ['10.0.0.1:5000/x:1'],
      RepoDigests: [`10.0.0.1:5000/x@sha256:${'c'.repeat(64)}`],
      Labels: { [LABEL]: 'com.acme/intranet' },
    },
  ];
  const containers = [
    {
      Id: 'c1',
      Names: ['/weather-1'],
      ImageID: 'sha256:1',
      Labels: { ...images[0]?.Labels, 'mcp.port': '3000', SECRET: 'hunter2' },
      Ports: [{ PrivatePort: 3000, PublicPort: 32768 }],
    },
    { Id: 'c2', Names: ['/books'], ImageID: 'sha256:9', Labels: { 'mcp.port': '8000', 'mcp.transport': 'openapi' } },
    { Id: 'c3', Names: ['/db'], ImageID: 'sha256:4', Labels: {} },
  ];

  it('lists what labels call a server, as a package where others can get it', async () => {
    const socket = join(home, 'engine.sock');
    await using engine = await dockerEngine(socket, { images, containers });
    const { finds } = await lookWith(docker, { home, config: { sources: { docker: { socket } } } });
    expect(finds.map(({ where, server, nameOrigin, isLocal }) => [where, server.name, nameOrigin, isLocal])).toEqual([
      ['container weather-1', 'io.github.acme/weather', 'publisher', undefined],
      ['container books', 'local/books', 'derived', true],
      ['image 10.0.0.1:5000/x:1', 'com.acme/intranet', 'publisher', true],
      ['image acme/built-here:latest', 'local/built-here', 'derived', true],
      ['image mcp/time:latest', 'io.docker.mcp/time', 'derived', undefined],
    ]);
    expect(finds[0]).toMatchObject({
      evidence: 'claimed',
      server: {
        ...{
          title: 'Weather',
          description: 'Tells the weather',
          version: '1.2.0',
          repository: { url: source, source: 'github' },
        },
        packages: [
          {
            registryType: 'oci',
            identifier: 'ghcr.io/acme/weather:1.2',
            transport: { type: 'streamable-http', url: 'http://localhost:3000/mcp' },
          },
        ],
      },
    });
    expect(finds[4]?.flags).toMatchObject([{ code: 'version-unpinned' }]);
    expect(secretsIn(JSON.stringify(finds))).toEqual([]);
    expect(new Set(engine.asked)).toEqual(new Set(['GET /images/json', 'GET /containers/json']));
  });

  it('is no fault where nobody named an engine, and one where somebody did', async () => {
    const socket = join(home, 'gone.sock');
    const env = { DOCKER_HOST: `unix://${socket}` };
    expect(await lookWith(docker, { home, env })).toEqual({ finds: [], faults: [] });
    await expect(lookWith(docker, { home, config: { sources: { docker: { socket } } } })).rejects.toThrow('ENOENT');
    await using _engine = await dockerEngine(socket, { images });
    expect((await lookWith(docker, { home, env })).finds).toHaveLength(4);
  });
});

describe('openapi', () => {
  /** A REST service, as FastAPI serves one, or with its document elsewhere. */
  const rest = (info: object, { at = '/openapi.json', paths = {} } = {}) =>
    listening(
      createServer((request, response) => {
        const body = { openapi: '3.1.0', info, paths };
        if (request.url === at)
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        else response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}');
      }),
    );

  it('lists services by the titles of their documents, wherever those are', async () => {
    await using library = await rest({ title: 'Library', version: '2.1.0', description: 'Lends books\n\nAnd more.' });
    await using spring = await rest(
      { title: 'Spring pets', version: '1' },
      {
        at: '/v3/api-docs',
        paths: { '/a': { post: { requestBody: { content: { 'application/x-odd': {} } }, responses: {} } } },
      },
    );
    await using own = await rest({ title: 'MCP Service Registry', version: '1' });
    const [first, second, third] = [library, spring, own].map(({ port }) => `http://127.0.0.1:${port}`);
    const headers = { authorization: 'Bearer hunter2' };
    const { finds, faults } = await lookWith(openapi, {
      home,
      config: { sources: { openapi: [{ url: first, headers }] } },
      settings: { openapi: [first, second, third, `http://127.0.0.1:${await freePort()}`] },
    });
    expect(faults).toEqual([]);
    expect(finds).toEqual([
      {
        ...{ source: 'openapi', where: `${first}/`, at: '2026-11-29T00:00:00.000Z' },
        server: { name: 'local/library', title: 'Library', description: 'Lends books', version: '2.1.0' },
        ...{ nameOrigin: 'derived', evidence: 'guessed', isLocal: true },
      },
      expect.objectContaining({ server: { name: 'local/spring-pets', title: 'Spring pets', version: '1' } }),
    ]);
    expect(secretsIn(JSON.stringify(finds))).toEqual([]);
  });

  it('tells of services that somebody named, and nobody can read', async () => {
    const gone = await freePort();
    await using page = await listening(createServer((_request, response) => response.end('<html>')));
    const urls = [`http://127.0.0.1:${gone}`, `http://127.0.0.1:${page.port}`];
    const { finds, faults } = await lookWith(openapi, {
      home,
      config: { sources: { openapi: urls } },
      settings: { openapi: [] },
    });
    expect(finds).toEqual([]);
    expect(faults).toEqual([
      expect.stringMatching(`^127.0.0.1:${gone}: .*ECONNREFUSED`),
      expect.stringMatching(`^127.0.0.1:${page.port}: .*is a page of HTML`),
    ]);
    expect(await lookWith(openapi, { home, settings: { openapi: urls } })).toEqual({ finds: [], faults: [] });
  });
});

describe('kubernetes', () => {
  it('lists services of the cluster that is configured, and looks for none otherwise', async () => {
    const aService = (name: string, annotations: object, over: object = {}) => ({
      metadata: { name, namespace: 'tools', labels: { [LABEL]: '' }, annotations },
      spec: { clusterIP: '10.0.0.7', ports: [{ port: 80 }], ...over },
    });
    const services = [
      aService('weather', { [LABEL]: 'com.acme/weather' }),
      aService('plain', {}),
      aService('out', {}, { type: 'ExternalName' }),
    ];
    await using cluster = await apiServer(home, { [SERVICES]: services, [MCP_SERVERS]: [] });
    const config = { sources: { kubernetes: { api: cluster.url, credentials: home } } };
    const { finds, faults } = await lookWith(kubernetes, { home, config });
    expect(finds.map(({ where, server, nameOrigin, isLocal }) => [where, server, nameOrigin, isLocal])).toEqual([
      ['service tools/plain', { name: 'local/plain' }, 'derived', true],
      ['service tools/weather', { name: 'com.acme/weather' }, 'publisher', true],
    ]);
    expect(faults).toEqual(['service tools/out: it leads out of the cluster (ExternalName)']);
    expect(JSON.stringify([finds, faults])).not.toContain(cluster.token);
    expect(await lookWith(kubernetes, { home })).toEqual({ finds: [], faults: [] });
  });
});
