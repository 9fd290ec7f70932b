import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Package } from '../server-json.ts';
import { aServerJson } from '../testing.ts';
import { provePackages } from './proof.ts';
import { aDesk, LOOPBACK, standIn } from './testing.ts';

const bundle = Buffer.from('PK a bundle');

/** One registry for all kinds, whose packages name com.example/weather unless their names say otherwise. */
function registries() {
  return standIn((origin) => {
    const pypi = (description: string, over: object = {}) => ({
      info: { version: '1.0.0', description, ...over },
      urls: [{}],
    });
    const crate = '/api/v1/crates/weather';
    return {
      '/weather/1.0.0': { version: '1.0.0', mcpName: 'com.example/weather' },
      '/weather/latest': { version: '1.0.0', mcpName: 'com.example/weather' },
      '/other/1.0.0': { version: '1.0.0', mcpName: 'com.example/other' },
      '/other/latest': { version: '1.0.0' },
      '/old/1.0.0': { version: '1.0.0', mcpName: 'com.example/weather', deprecated: 'Use another' },
      '/old/latest': { version: '1.0.0' },
      '/pypi/weather/json': pypi('mcp-name: com.example/weather'),
      '/pypi/plain/json': pypi('Weather'),
      '/pypi/long/json': pypi('mcp-name: com.example/weather-evil'),
      '/pypi/down/json': (_request, response) => response.writeHead(503).end(),
      [crate]: { crate: { max_version: '1.0.0' } },
      [`${crate}/1.0.0`]: { version: { num: '1.0.0' } },
      [`${crate}/1.0.0/readme`]: { url: `${origin}/weather.html` },
      '/weather.html': (_request, response) => response.end('<p>mcp-name: com.example/weather</p>'),
      '/weather.mcpb': (_request, response) => response.end(bundle),
    };
  });
}

function pkg(registryType: string, identifier = 'weather', over: Partial<Package> = {}): Package {
  return { registryType, identifier, version: '1.0.0', transport: { type: 'stdio' }, ...over };
}

/** A package whose version its identifier says. */
function plain(registryType: string, identifier: string, over: Partial<Package> = {}): Package {
  return { registryType, identifier, transport: { type: 'stdio' }, ...over };
}

const sha256 = createHash('sha256').update(bundle).digest('hex');

describe('the packages of a server', () => {
  it('are proven when each is there and names the server', async () => {
    await using registry = await registries();
    const packages = [
      ...[pkg('npm'), pkg('pypi'), pkg('cargo')],
      plain('mcpb', `${registry.origin}/weather.mcpb`, { fileSha256: sha256 }),
      pkg('pypi', 'weather', { registryBaseUrl: 'https://pypi.org/' }),
      pkg('npm', 'weather', { registryBaseUrl: registry.origin }),
    ];
    const proof = await provePackages(aServerJson({ packages }), aDesk(registry, LOOPBACK));
    expect(proof).toEqual({ problems: [], unanswered: [] });
  });

  it('are proven when there are none', async () => {
    await using registry = await registries();
    expect(await provePackages(aServerJson(), aDesk(registry))).toEqual({ problems: [], unanswered: [] });
    expect(registry.asked).toEqual([]);
  });

  it.each<[string, Package, string, RegExp, RegExp]>([
    ['names another server', pkg('npm', 'other'), '/identifier', /names another server/, /"mcpName": "com.example/],
    ['names none', pkg('pypi', 'plain'), '/identifier', /names no server/, /"mcp-name: com.example\/weather"/],
    ['names a longer name', pkg('pypi', 'long'), '/identifier', /names another server than com.example\/w/, /README/],
    ['is missing', pkg('npm', 'gone'), '/identifier', /npm has no gone/, /Publish it first/],
    ['is no name', pkg('npm', '../x'), '/identifier', /no name of an npm package/, /Publish it first/],
    [
      'has not that version',
      pkg('npm', 'weather', { version: '9.9.9' }),
      '/version',
      /no version 9.9.9/,
      /there: 1.0.0/,
    ],
    ['was withdrawn', pkg('npm', 'old'), '/version', /deprecated: Use another/, /Name a version/],
    ['is of another type', pkg('maven'), '/registryType', /"maven"/, /npm, pypi, oci, nuget, cargo, mcpb/],
    [
      'is elsewhere',
      pkg('npm', 'weather', { registryBaseUrl: 'https://packages.evil.example' }),
      '/registryBaseUrl',
      /cannot be asked at "https:\/\/packages.evil/,
      /usual registry/,
    ],
    [
      'is elsewhere, as an image',
      plain('oci', 'x/y:1', { registryBaseUrl: 'https://x.example' }),
      '/registryBaseUrl',
      /"https:\/\/x.example"/,
      /usual registry/,
    ],
  ])('are not proven when one %s', async (_what, bad, field, message, fix) => {
    await using registry = await registries();
    const { problems, unanswered } = await provePackages(aServerJson({ packages: [pkg('npm'), bad] }), aDesk(registry));
    expect(problems).toEqual([
      { pointer: `/packages/1${field}`, message: expect.stringMatching(message), fix: expect.stringMatching(fix) },
    ]);
    expect(unanswered).toEqual([]);
  });

  it.each<[string, Partial<Package>, string]>([
    ['another', { fileSha256: '0'.repeat(64) }, '/fileSha256'],
    ['no', {}, '/identifier'],
  ])('are not proven by a bundle with %s hash', async (_which, over, field) => {
    await using registry = await registries();
    const packages = [plain('mcpb', `${registry.origin}/weather.mcpb`, over)];
    const { problems } = await provePackages(aServerJson({ packages }), aDesk(registry, LOOPBACK));
    expect(problems).toMatchObject([{ pointer: `/packages/0${field}` }]);
  });

  it('are told apart when their registry cannot be asked', async () => {
    await using registry = await registries();
    const packages = [pkg('pypi', 'down'), pkg('npm', 'gone')];
    const { problems, unanswered } = await provePackages(aServerJson({ packages }), aDesk(registry));
    expect(problems).toMatchObject([{ pointer: '/packages/1/identifier' }]);
    expect(unanswered).toEqual([
      {
        pointer: '/packages/0/identifier',
        message: 'The package could not be looked up: its registry answers with 503',
        fix: 'Nothing need be changed: try again later.',
      },
    ]);
  });

  it('are not sought at a private address, of which nothing is told', async () => {
    await using registry = await registries();
    const packages = [plain('mcpb', `${registry.origin}/weather.mcpb`, { fileSha256: sha256 })];
    const { problems } = await provePackages(aServerJson({ packages }), aDesk(registry));
    expect(problems).toMatchObject([{ message: 'The package leads to an address that is not public' }]);
    expect(registry.asked).toEqual([]);
  });

  it('are at most twenty', async () => {
    await using registry = await registries();
    const packages = Array.from({ length: 21 }, () => pkg('npm', '../x'));
    const { problems } = await provePackages(aServerJson({ packages }), aDesk(registry));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatchObject({ pointer: '/packages', fix: 'Keep at most 20.' });
  });
});
