import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProxyConfig } from '../../config.ts';
import { docker, readDocker } from './docker.ts';
import { DockerWhere } from './settings.ts';

/** An engine's answers in its own words, over a socket of its own; `npm run test:sources` asks a real one. */
let folder: string;
let socket: string;
let engine: Server;
let answers: Record<string, unknown>;
let events: ServerResponse[];
let asked: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-'));
  socket = join(folder, 'engine.sock');
  answers = { '/containers/json': [], '/images/json': [] };
  events = [];
  asked = [];
  engine = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    asked.push(url);
    const path = url.split('?', 1)[0] ?? '';
    if (path === '/events') {
      events.push(response);
      response.writeHead(200).flushHeaders();
    } else if (path in answers) response.end(JSON.stringify(answers[path]));
    else response.writeHead(404).end('{"message":"No such container"}');
  });
  await new Promise<void>((listening) => engine.listen(socket, listening));
});
afterEach(async () => {
  engine.closeAllConnections();
  await new Promise((closed) => engine.close(closed));
  await rm(folder, { recursive: true });
});

async function read(over: Record<string, unknown> = {}) {
  return readDocker(DockerWhere.parse({ socket, ...over }), { answerBytes: 100_000 }, AbortSignal.timeout(5000));
}

const aContainer = (over: Record<string, unknown> = {}) => ({
  Id: '0123456789abcdef0123456789abcdef',
  Names: ['/weather-1'],
  Labels: { 'mcp.port': '3000' },
  Ports: [
    { IP: '::', PrivatePort: 3000, PublicPort: 32768, Type: 'tcp' },
    { IP: '0.0.0.0', PrivatePort: 3000, PublicPort: 32768, Type: 'tcp' },
  ],
  NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.2' } } },
  ...over,
});

describe('containers', () => {
  it('are reached where their port is published, else at their own address', async () => {
    answers['/containers/json'] = [aContainer()];
    const { found } = await read();
    expect(found).toEqual([
      {
        origin: 'container weather-1',
        slug: 'weather-1',
        server: { name: 'weather-1', description: '', version: '0.0.0' },
        variables: [],
        instances: [
          {
            id: 'container-0123456789ab',
            transport: 'streamable-http',
            address: 'http://127.0.0.1:32768/mcp',
            location: 'remote',
            target: {
              transport: 'streamable-http',
              http: { url: 'http://127.0.0.1:32768/mcp', headers: {}, egress: { any: true } },
            },
          },
        ],
      },
    ]);
    expect((await read({ address: 'container' })).found[0]?.instances[0]?.address).toBe('http://172.17.0.2:3000/mcp');
    answers['/containers/json'] = [aContainer({ Ports: [{ PrivatePort: 3000, Type: 'tcp' }] })];
    expect((await read()).found[0]?.instances[0]?.address).toBe('http://172.17.0.2:3000/mcp');
  });

  it('that use the network of the host are reached there', async () => {
    const { Id } = aContainer();
    answers['/containers/json'] = [aContainer({ Ports: [], NetworkSettings: { Networks: null } })];
    answers[`/containers/${Id}/json`] = { HostConfig: { NetworkMode: 'host' } };
    expect((await read()).found[0]?.instances[0]?.address).toBe('http://127.0.0.1:3000/mcp');
  });

  it('say by labels what they are; replicas of a compose service have one name', async () => {
    const labels = {
      'mcp.port': '3000',
      'mcp.transport': 'sse',
      'mcp.name': 'com.acme/weather',
      'mcp.weight': '2',
      'mcp.zone': 'eu',
    };
    answers['/containers/json'] = [
      aContainer({ Labels: labels }),
      aContainer({
        Names: ['/b'],
        Labels: { 'mcp.port': '3000', 'mcp.transport': 'openapi', 'com.docker.compose.service': 'books' },
      }),
      aContainer({ Names: ['/other'], Labels: {} }),
      aContainer({ Names: ['/started-by-us'], Labels: { 'mcp.transport': 'stdio', 'mcp.port': '1' } }),
    ];
    const { found } = await read();
    expect(found).toMatchObject([
      {
        slug: 'books',
        instances: [
          { transport: 'openapi', target: { openapi: { document: { url: 'http://127.0.0.1:32768/openapi.json' } } } },
        ],
      },
      {
        slug: 'weather',
        server: { name: 'com.acme/weather' },
        instances: [{ transport: 'sse', address: 'http://127.0.0.1:32768/sse', weight: 2, zone: 'eu' }],
      },
    ]);
  });

  it('with labels that say nothing are told of, and those that have just gone are not', async () => {
    answers['/containers/json'] = [
      aContainer({ Names: ['/a'], Labels: { 'mcp.port': 'http' } }),
      aContainer({ Names: ['/b'], Labels: { 'mcp.port': '3000', 'mcp.transport': 'carrier-pigeon' } }),
      aContainer({ Names: ['/c'], Labels: { 'mcp.port': '9999' }, NetworkSettings: { Networks: {} } }),
      aContainer({ Names: ['/gone'], Id: 'gone', Ports: [] }),
    ];
    const { found, faults } = await read();
    expect(found).toEqual([]);
    expect(faults.map(({ message }) => message)).toEqual([
      'container a: its label mcp.port is "http", which is no port',
      expect.stringContaining('container b: its label mcp.transport is "carrier-pigeon"'),
      'container c: port 9999 is not published, and it has no address of its own',
    ]);
  });
});

it('runs images that are labelled for stdio, by the engine that has them', async () => {
  answers['/images/json'] = [
    {
      Id: 'sha256:fedcba9876543210',
      RepoTags: ['registry.test:5000/acme/time:2'],
      Labels: { 'mcp.transport': 'stdio' },
    },
    { Id: 'sha256:0', RepoTags: null, Labels: {} },
  ];
  const { found } = await read({ command: ['podman', '--remote'] });
  expect(asked).toContain('/images/json?filters={"label":["mcp.transport=stdio"]}');
  expect(found).toMatchObject([{ slug: 'time', origin: 'image registry.test:5000/acme/time:2' }]);
  expect(found[0]?.instances).toMatchObject([
    {
      id: 'image-fedcba987654',
      target: {
        command: {
          command: 'podman',
          args: ['--remote', 'run', '-i', '--rm', 'registry.test:5000/acme/time:2'],
          env: { DOCKER_HOST: `unix://${socket}`, CONTAINER_HOST: `unix://${socket}` },
        },
      },
    },
  ]);
});

it('tells of events, from the moment it listens, and ends when the engine does', async () => {
  const config = ProxyConfig.parse({ sources: { docker: { socket } } });
  const [place] = docker.places({ config, folder, env: {} });
  let heard = 0;
  const listening = new AbortController();
  const following = place?.follow?.(() => {
    heard += 1;
  }, listening.signal);
  await expect.poll(() => heard).toBe(1);
  events[0]?.write('{"Action":"start"}\n');
  await expect.poll(() => heard).toBe(2);
  events[0]?.end();
  await following;
});

it('says what is wrong with the engine', async () => {
  await expect(read({ socket: join(folder, 'gone.sock') })).rejects.toThrow('ENOENT');
  answers = {};
  await expect(read()).rejects.toThrow('the engine answered 404: {"message":"No such container"}');
});
