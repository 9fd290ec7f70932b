import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aDesk, lookedUp, standIn } from './testing.ts';

const pkg = { registryType: 'nuget', identifier: 'Acme.Weather', version: '1.0.0' };

function leaf(version: string, over: object = {}) {
  return {
    '@type': 'Package',
    catalogEntry: { '@type': 'PackageDetails', id: 'Acme.Weather', version, listed: true, ...over },
  };
}

/** NuGet's service index, its zipped registrations, of which one page stands elsewhere, and the README. */
function nugetWith(over: object = {}, readme = '<!-- mcp-name: com.example/weather -->') {
  return standIn((origin) => ({
    '/v3/index.json': {
      version: '3.0.0',
      resources: [
        { '@id': `${origin}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
        { '@id': `${origin}/reg-plain/`, '@type': 'RegistrationsBaseUrl' },
        { '@id': `${origin}/reg/`, '@type': 'RegistrationsBaseUrl/3.6.0' },
      ],
    },
    '/reg/acme.weather/index.json': (_request, response) => {
      const pages = [
        { '@id': `${origin}/reg/acme.weather/page/0.json`, lower: '0.1.0', upper: '1.0.0', count: 2 },
        {
          '@id': `${origin}/reg/acme.weather/index.json#page`,
          items: [leaf('1.1.0'), leaf('2.0.0', { listed: false })],
        },
      ];
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify({ count: 2, items: pages })));
    },
    '/reg/acme.weather/page/0.json': { items: [leaf('0.1.0'), leaf('1.0.0+build', over)] },
    '/flat/acme.weather/1.0.0/readme': (_request, response) => response.end(readme),
  }));
}

describe('a package of NuGet', () => {
  it('is there, and its README names the server', async () => {
    await using nuget = await nugetWith();
    expect(await lookedUp(pkg, aDesk(nuget))).toEqual([
      'ok',
      'NuGet has Acme.Weather 1.0.0; proof matches: it names com.example/weather; newest: 1.1.0',
    ]);
    expect((await lookedUp({ ...pkg, version: '1.0.0.0+other' }, aDesk(nuget)))[0]).toBe('ok');
  });

  it.each([
    [{ listed: false }, 'no longer listed'],
    [{ deprecation: { reasons: ['CriticalBugs'] } }, 'deprecated: CriticalBugs'],
    [{ deprecation: { reasons: ['Other'], message: 'Use another' } }, 'deprecated: Use another'],
  ])('is withdrawn when its registration says %j', async (over, words) => {
    await using nuget = await nugetWith(over);
    expect(await lookedUp(pkg, aDesk(nuget))).toEqual(['package-withdrawn', expect.stringContaining(words)]);
  });

  it('is there when its proof differs, or when it has no README', async () => {
    await using other = await nugetWith({}, 'mcp-name: com.example/other');
    expect((await lookedUp(pkg, aDesk(other)))[1]).toMatch(/proof differs/);
    expect((await lookedUp({ ...pkg, version: '1.1.0' }, aDesk(other)))[1]).toMatch(/1\.1\.0; proof absent/);
  });

  it('is missing as a whole, or in that version', async () => {
    await using nuget = await nugetWith();
    expect(await lookedUp({ ...pkg, identifier: 'Gone' }, aDesk(nuget))).toEqual([
      'package-missing',
      'NuGet has no Gone',
    ]);
    expect((await lookedUp({ ...pkg, version: '3.0.0' }, aDesk(nuget)))[1]).toMatch(
      /no version 3\.0\.0 of it; newest: 1\.1\.0/,
    );
  });
});
