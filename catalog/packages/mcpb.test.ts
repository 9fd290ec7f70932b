import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { aDesk, LOOPBACK, lookedUp, standIn } from './testing.ts';

const bundle = Buffer.from('PK a bundle');
const fileSha256 = createHash('sha256').update(bundle).digest('hex');

/** A release whose file is served by another host, as GitHub does. */
async function release() {
  const store = await standIn(() => ({ '/file': (_request, response) => response.end(bundle) }));
  const site = await standIn(() => ({
    '/acme/weather/releases/download/v1/weather.mcpb': (_request, response) =>
      response.writeHead(302, { location: `${store.origin}/file` }).end(),
  }));
  const dispose = async () => {
    await site[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  return {
    origin: site.origin,
    identifier: `${site.origin}/acme/weather/releases/download/v1/weather.mcpb`,
    [Symbol.asyncDispose]: dispose,
  };
}

it('finds a bundle with the hash that was published, another, or none', async () => {
  await using site = await release();
  const look = (over: object = {}) =>
    lookedUp({ registryType: 'mcpb', identifier: site.identifier, fileSha256, ...over }, aDesk(site, LOOPBACK));
  expect(await look()).toEqual(['ok', expect.stringMatching(/11 bytes, with the SHA-256/)]);
  expect(await look({ fileSha256: '0'.repeat(64) })).toEqual([
    'package-withdrawn',
    expect.stringMatching(/another file/),
  ]);
  expect(await look({ identifier: `${site.identifier}x` })).toEqual(['package-missing', expect.any(String)]);
  expect(await look({ identifier: 'file:///etc/passwd' })).toEqual(['package-missing', expect.any(String)]);
});

it('does not follow a publisher’s address to a private place', async () => {
  await using site = await release();
  const desk = aDesk(site);
  const pkg = { registryType: 'mcpb', identifier: site.identifier, fileSha256 };
  expect(await lookedUp(pkg, desk)).toEqual(['private-address', expect.any(String)]);
});
