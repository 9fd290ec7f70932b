import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { imageOf } from './image.ts';
import { aDesk, lookedUp, sendJson, standIn } from './testing.ts';

const LABEL = 'io.modelcontextprotocol.server.name';
const pkg = { registryType: 'oci', identifier: 'ghcr.io/acme/weather:1.0' };

function digestOf(document: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(document)).digest('hex')}`;
}

interface Made {
  labels?: object | null;
  /** What is served as the config. */
  config?: object;
  token?: object;
  /** Also a token is of no use. */
  isPrivate?: boolean;
}

/** A registry that gives each image's parts to who has a token, and a token to anyone. */
function registryWith({
  labels = { [LABEL]: 'com.example/weather' },
  config,
  token = { token: 't' },
  isPrivate,
}: Made = {}) {
  const written = { architecture: 'amd64', os: 'linux', config: { Env: [], Labels: labels }, rootfs: {} };
  const manifest = { schemaVersion: 2, config: { digest: digestOf(written), size: 1 }, layers: [] };
  const index = {
    schemaVersion: 2,
    manifests: [
      { digest: `sha256:${'a'.repeat(64)}`, platform: { os: 'unknown', architecture: 'unknown' } },
      { digest: digestOf(manifest), platform: { os: 'linux', architecture: 'amd64' } },
    ],
  };
  return standIn((origin) => {
    const guarded = (document: object) => (request: IncomingMessage, response: ServerResponse) => {
      if (request.headers.authorization === 'Bearer t' && !isPrivate) return sendJson(response, 200, document);
      const challenge = `Bearer realm="${origin}/token?x=1",service="acme",scope="repository:other:pull,push"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
    };
    return {
      '/token?x=1&service=acme&scope=repository%3Aacme%2Fweather%3Apull': token,
      '/v2/acme/weather/manifests/1.0': guarded(index),
      [`/v2/acme/weather/manifests/${digestOf(index)}`]: guarded(index),
      '/v2/acme/weather/manifests/plain': guarded(manifest),
      [`/v2/acme/weather/manifests/${digestOf(manifest)}`]: guarded(manifest),
      [`/v2/acme/weather/blobs/${digestOf(written)}`]: guarded(config ?? written),
    };
  });
}

describe('an image', () => {
  it('is there, and its label names the server, by tag, by digest and of one platform alone', async () => {
    await using registry = await registryWith();
    expect(await lookedUp(pkg, aDesk(registry))).toEqual([
      'ok',
      'ghcr.io has ghcr.io/acme/weather:1.0; proof matches: it names com.example/weather',
    ]);
    expect(registry.asked.map(({ authorization }) => authorization)).toEqual([
      undefined,
      undefined,
      ...Array(3).fill('Bearer t'),
    ]);
    const plain = { ...pkg, identifier: 'ghcr.io/acme/weather:plain' };
    expect((await lookedUp(plain, aDesk(registry)))[1]).toMatch(/proof matches/);
  });

  it('is there with a token that is called otherwise', async () => {
    await using registry = await registryWith({ token: { access_token: 't' } });
    expect((await lookedUp(pkg, aDesk(registry)))[0]).toBe('ok');
  });

  it.each([
    ['differs', { [LABEL]: 'com.example/other' }],
    ['absent', {}],
    ['absent', null],
  ])('is there when its proof %s', async (proof, labels) => {
    await using registry = await registryWith({ labels });
    expect(await lookedUp(pkg, aDesk(registry))).toEqual(['ok', expect.stringContaining(`proof ${proof}`)]);
  });

  it('is missing when it has no such tag, or cannot be pulled by anyone', async () => {
    await using registry = await registryWith();
    const gone = { ...pkg, identifier: 'ghcr.io/acme/weather:2' };
    expect(await lookedUp(gone, aDesk(registry))).toEqual(['package-missing', 'ghcr.io has no ghcr.io/acme/weather:2']);
    await using closed = await registryWith({ isPrivate: true });
    expect((await lookedUp(pkg, aDesk(closed)))[1]).toMatch(/cannot be pulled without a sign-in/);
    expect((await lookedUp({ ...pkg, identifier: 'ghcr.io/Acme/weather' }, aDesk(closed)))[0]).toBe('package-missing');
  });

  it('is not judged by a content that its digest does not name', async () => {
    await using registry = await registryWith({ config: { config: { Labels: { [LABEL]: 'com.example/weather' } } } });
    expect(await lookedUp(pkg, aDesk(registry))).toEqual(['not-runnable', expect.stringContaining('another content')]);
  });
});

it.each([
  ['mcp/fetch', 'https://registry-1.docker.io mcp/fetch latest'],
  ['redis:7', 'https://registry-1.docker.io library/redis 7'],
  ['docker.io/mcp/exa:latest', 'https://registry-1.docker.io mcp/exa latest'],
  [`ghcr.io/a/b:1@sha256:${'0'.repeat(64)}`, `https://ghcr.io a/b sha256:${'0'.repeat(64)}`],
  ['us-central1-docker.pkg.dev/x/y/z:0.1', 'https://us-central1-docker.pkg.dev x/y/z 0.1'],
  ['ghcr.io:5000/a/b', 'https://ghcr.io:5000 a/b latest'],
  ['ghcr.io/../b', null],
  ['ghcr.io/a/b@sha256:0', null],
  ['', null],
])('reads the reference %j as docker does', (identifier, read) => {
  const image = imageOf(identifier);
  expect(image && `${image.api} ${image.repository} ${image.reference}`).toBe(read);
});
