import { describe, expect, it } from 'vitest';
import { aServerJson } from '../../testing.ts';
import { readVersion } from '../read-version.ts';
import { PUBLISHER_META } from './publisher-data.ts';
import { cutText } from './texts.ts';

/** A server with some fields changed, as it is after reading, and the codes of the notes. */
function mended(over: Record<string, unknown>) {
  const read = readVersion(JSON.parse(JSON.stringify({ server: { ...aServerJson(), ...over } })));
  if (!read) throw new Error('not recognized');
  return { server: read.server, codes: read.notes.map(({ code, pointer }) => `${code} ${pointer}`), notes: read.notes };
}

const npm = { registryType: 'npm', identifier: '@example/weather', version: '1.0.0', transport: { type: 'stdio' } };

it('leaves a server without fault as it is', () => {
  const full = { packages: [npm], repository: { url: 'https://github.com/example/weather', source: 'github' } };
  const { server, codes } = mended(full);
  expect({ server, codes }).toEqual({ server: { ...aServerJson(), ...full }, codes: [] });
});

it('names today’s edition of the format', () => {
  const older = 'https://static.modelcontextprotocol.io/schemas/2025-09-29/server.schema.json';
  expect(mended({ $schema: older }).codes).toEqual(['schema-replaced /server/$schema']);
  expect(mended({ $schema: undefined }).server.$schema).toBe(aServerJson().$schema);
});

describe('texts', () => {
  it('are cut to 100 characters between words, and kept whole in the publisher’s data', () => {
    const long = 'A tale of many words '.repeat(7).trim();
    const { server, codes } = mended({ description: ` ${long} `, title: '  ' });
    expect(server.description).toBe(
      'A tale of many words A tale of many words A tale of many words A tale of many words A tale of many…',
    );
    expect(server._meta).toEqual({ [PUBLISHER_META]: { imported: { description: long } } });
    expect(codes).toEqual(['text-cut /server/description', 'field-dropped /server/title']);
  });

  it('are cut between the signs that people see', () => {
    expect(cutText('👩‍🌾'.repeat(40), 100)).toBe(`${'👩‍🌾'.repeat(33)}…`);
    expect(cutText('x'.repeat(100), 100)).toHaveLength(100);
    expect(cutText('x'.repeat(101), 100)).toBe(`${'x'.repeat(99)}…`);
  });

  it('that are missing stay missing', () => {
    expect(mended({ description: undefined }).server).not.toHaveProperty('description');
  });
});

describe('the repository', () => {
  it.each([
    [
      { url: 'git+https://github.com/a/b.git', source: '' },
      { url: 'https://github.com/a/b', source: 'github' },
    ],
    [
      { url: 'https://gitlab.com/a/b', id: '' },
      { url: 'https://gitlab.com/a/b', source: 'gitlab' },
    ],
    [{ url: '', source: '' }, undefined],
  ])('%j becomes %j', (repository, expected) => {
    expect(mended({ repository }).server.repository).toEqual(expected);
  });

  it('goes into the publisher’s data where it cannot be one', () => {
    const { server, codes } = mended({ repository: { url: 'https://github.com/a', source: 'github' } });
    expect(server).not.toHaveProperty('repository');
    expect(codes).toEqual(['part-dropped /server/repository']);
    expect(JSON.stringify(server._meta)).toContain('https://github.com/a');
  });
});

describe('packages', () => {
  it.each([
    [{ registryType: 'docker', identifier: 'acme/weather', version: '1.0' }, 'docker.io/acme/weather:1.0'],
    [
      { registryType: 'oci', identifier: 'acme/weather', version: '1.0', registryBaseUrl: 'https://ghcr.io/' },
      'ghcr.io/acme/weather:1.0',
    ],
    [{ registryType: 'oci', identifier: 'ghcr.io/acme/weather', version: '1.0' }, 'ghcr.io/acme/weather:1.0'],
    [{ registryType: 'oci', identifier: 'ghcr.io/acme/weather:1.0' }, 'ghcr.io/acme/weather:1.0'],
  ])('%j is the image %s', (item, identifier) => {
    const { server } = mended({ packages: [{ ...item, transport: { type: 'stdio' } }] });
    expect(server.packages).toEqual([{ registryType: 'oci', identifier, transport: { type: 'stdio' } }]);
  });

  it.each([
    [{ registryType: 'unknown' }],
    [{ registryType: 'homebrew' }],
    [{ version: '' }],
    [{ version: 'latest' }],
    [{ registryType: 'docker', identifier: '@acme/weather' }],
    [{ registryType: 'oci', identifier: 'ghcr.io/acme/weather', version: '' }],
  ])('that say %j are kept in the publisher’s data alone', (over) => {
    const { server, codes } = mended({ packages: [npm, { ...npm, ...over }, npm] });
    expect(server.packages).toEqual([npm, npm]);
    expect(codes).toContain('part-dropped /server/packages/1');
    expect(JSON.stringify(server._meta)).toContain('"imported":{"packages":[{');
  });

  it('that are too many for the publisher’s data are dropped, which is said', () => {
    const wordy = { ...npm, registryType: 'unknown', runtimeHint: 'x'.repeat(3000) };
    const { server, codes } = mended({
      packages: [wordy, wordy],
      _meta: { [PUBLISHER_META]: { own: true }, other: 1 },
    });
    expect(server._meta).toEqual({ [PUBLISHER_META]: { own: true } });
    expect(codes).toEqual([
      'field-dropped /server/_meta/other',
      'part-dropped /server/packages/1',
      'part-dropped /server/packages/0',
      'not-kept /server/packages',
    ]);
  });
});

it.each([
  [
    { type: 'named', name: '--port 80', value: '--port 80', default: '--port 80' },
    { type: 'named', name: '--port', value: '80', default: '80' },
  ],
  [
    { type: 'named', name: '--rm', value: '--rm' },
    { type: 'named', name: '--rm' },
  ],
  [
    { type: 'named', name: '--host=<HOST>' },
    { type: 'named', name: '--host', valueHint: '<HOST>' },
  ],
  [
    { type: 'named', name: 'mcp', value: 'mcp' },
    { type: 'positional', value: 'mcp' },
  ],
  [
    { type: 'named', name: '--port', value: '80' },
    { type: 'named', name: '--port', value: '80' },
  ],
])('the argument %j becomes %j', (argument, expected) => {
  expect(mended({ packages: [{ ...npm, packageArguments: [argument] }] }).server.packages).toEqual([
    { ...npm, packageArguments: [expected] },
  ]);
});

describe('remotes', () => {
  it.each([
    ['streamable', 'https://a.example.com/mcp', 'streamable-http'],
    ['http', 'https://a.example.com/mcp', 'streamable-http'],
    ['', 'https://a.example.com/sse', 'sse'],
    ['', 'https://a.example.com/mcp', 'streamable-http'],
    ['sse', 'https://a.example.com/', 'sse'],
  ])('of the type %j at %s are %s', (type, url, expected) => {
    expect(mended({ remotes: [{ type, url }] }).server.remotes).toEqual([{ type: expected, url }]);
  });

  it.each([
    'http://localhost:3001/sse',
    'http://a.example.com/sse',
    'https://a.example.com/sse?key=<TOKEN>',
    'https://10.0.0.1/',
  ])('at %s are kept in the publisher’s data alone', (url) => {
    const { server, codes } = mended({ remotes: [{ type: 'sse', url }] });
    expect(server).not.toHaveProperty('remotes');
    expect(codes).toEqual(['part-dropped /server/remotes/0']);
  });
});

describe('secrets', () => {
  // Made up, and put together here so that no scanner stumbles over it.
  const token = ['ghp', 'a1B2'.repeat(9)].join('_');

  it.each([
    [{ name: 'API_KEY', description: 'k-12345' }, { name: 'API_KEY' }],
    [
      { name: 'API_KEY', default: 'k-12345', description: 'The key' },
      { name: 'API_KEY', description: 'The key' },
    ],
    [
      { name: 'ANY', isSecret: true, value: 'open sesame' },
      { name: 'ANY', isSecret: true },
    ],
    [{ name: 'ANY', description: `such as ${token}` }, { name: 'ANY' }],
    [{ name: 'URL', default: 'postgres://me:pw@db.example.com/x' }, { name: 'URL' }],
    [
      { name: 'KEY', value: 'Bearer {token}' },
      { name: 'KEY', value: 'Bearer {token}' },
    ],
    [
      { name: 'MAX_TOKENS', default: '4096' },
      { name: 'MAX_TOKENS', default: '4096' },
    ],
    [
      { name: 'CITY', default: 'Oslo' },
      { name: 'CITY', default: 'Oslo' },
    ],
  ])('%j becomes %j', (variable, expected) => {
    expect(mended({ packages: [{ ...npm, environmentVariables: [variable] }] }).server.packages).toEqual([
      { ...npm, environmentVariables: [expected] },
    ]);
  });

  it('are not kept with a package that is, and are in no note', () => {
    const variables = [{ name: 'API_KEY', default: 'k-12345', description: token }];
    const read = mended({ packages: [{ ...npm, registryType: 'unknown', environmentVariables: variables }] });
    expect(JSON.stringify(read)).not.toContain('k-12345');
    expect(JSON.stringify(read)).not.toContain(token);
    expect(read.codes).toContain('value-dropped /server/packages/0/environmentVariables/0/default');
  });
});
