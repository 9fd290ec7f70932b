import { describe, expect, it } from 'vitest';
import { fromManifests, fromServerJson, readServerJson } from './finds.ts';
import { described, MANIFESTS } from './manifests.ts';
import { Repository } from './repository.ts';

const repository = (over: object = {}) =>
  Repository.parse({
    ...{ id: 7, name: 'weather', full_name: 'Acme/weather', owner: { login: 'Acme' }, private: false, fork: false },
    ...{ html_url: 'https://github.com/Acme/weather', ...over },
  });
const server = { name: 'io.github.Acme/weather', version: '1.0.0', packages: [] };

describe('the name in a server.json', () => {
  it.each([
    ['io.github.Acme/weather', 'proven', []],
    ['com.example/weather', 'claimed', []],
    ['io.github.acme/weather', 'claimed', []],
    ['io.github.stripe/pay', 'claimed', ['repository-contested']],
  ])('%s in a repository of Acme is %s', (name, evidence, codes) => {
    const said = fromServerJson(repository(), { ...server, name });
    expect(said?.evidence).toBe(evidence);
    expect(said?.flags.map(({ code }) => code)).toEqual(codes);
  });

  it('counts in a fork only when it is its own', () => {
    const fork = repository({ fork: true });
    expect(fromServerJson(fork, { ...server, name: 'io.github.upstream/weather' })).toBeNull();
    expect(fromServerJson(fork, { ...server, name: 'com.example/weather' })).toBeNull();
    expect(fromServerJson(fork, { ...server, name: undefined })).toBeNull();
    expect(fromServerJson(fork, server)?.evidence).toBe('proven');
  });

  it('is the repository’s where there is none, and said to be', () => {
    const said = fromServerJson(repository(), { packages: [] });
    expect(said).toMatchObject({
      server: { name: 'io.github.Acme/weather' },
      nameOrigin: 'derived',
      evidence: 'guessed',
    });
    const managed = repository({ owner: { login: 'jo_acme' }, full_name: 'jo_acme/weather' });
    expect(fromServerJson(managed, { packages: [] })).toBeNull();
  });

  it('is read in the wrapper of a registry too', () => {
    expect(fromServerJson(repository(), { server })).toMatchObject({ server: { server }, evidence: 'proven' });
  });
});

it.each([
  ['{"mcpServers":{"weather":{"env":{"KEY":"secret"}}}}', false],
  ['{"name":"weather","version":"1.0.0"}', false],
  ['[]', false],
  ['{"name":"weather","remotes":[]}', true],
  ['\uFEFF{"$schema":"https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"}', true],
])('takes %s for a server.json: %s', (text, isOne) => {
  expect(readServerJson(text) !== null).toBe(isOne);
});

describe('a repository without a server.json', () => {
  const read = (files: Record<string, string>) =>
    fromManifests(
      repository({ description: ' Tells the weather ' }),
      described(Object.entries(files).flatMap(([path, text]) => MANIFESTS[path]?.(text) ?? [])),
    );

  it.each([
    ['a manifest that names it', { 'package.json': '{"name":"w","version":"1.0.0","mcpName":"io.github.Acme/w"}' }],
    [
      'a README that names it',
      { 'pyproject.toml': '[project]\nname="w"', 'README.md': '<!-- mcp-name: io.github.Acme/w -->' },
    ],
  ])('has a name by %s', (_how, files) => {
    expect(read(files)).toMatchObject({
      server: { name: 'io.github.Acme/w' },
      nameOrigin: 'publisher',
      evidence: 'proven',
    });
  });

  it.each([
    ['an SDK', { 'package.json': '{"dependencies":{"@modelcontextprotocol/sdk":"1"}}' }],
    ['an SDK for Python', { 'pyproject.toml': '[project]\nname="w"\ndependencies=["fastmcp>=2"]' }],
    ['a bundle', { 'manifest.json': '{"manifest_version":"0.2","server":{"type":"node"}}' }],
    ['glama.json', { 'glama.json': '{"$schema":"https://glama.ai/mcp/schemas/server.json"}' }],
    ['smithery.yaml', { 'smithery.yaml': 'startCommand:\n  type: stdio\n' }],
  ])('is one by %s, under a derived name', (_what, files) => {
    expect(read(files)).toMatchObject({
      server: { name: 'io.github.Acme/weather', description: 'Tells the weather', repository: { id: '7' } },
      ...{ nameOrigin: 'derived', evidence: 'guessed', flags: [{ code: 'name-derived' }] },
    });
  });

  it.each([
    ['only a topic', {}],
    [
      'a manifest of something else',
      { 'package.json': '{"name":"w","version":"1.0.0","dependencies":{"react":"19"}}' },
    ],
    ['a dependency called alike', { 'pyproject.toml': '[project]\nname="w"\ndependencies=["mcp-client"]' }],
    ['a browser extension', { 'manifest.json': '{"manifest_version":3,"name":"w"}' }],
    ['a README that names several', { 'README.md': 'mcp-name: a.b/c and mcp-name: a.b/d' }],
  ])('is none by %s', (_what, files) => {
    expect(read(files)).toBeNull();
  });

  it('has the package of the file that knows of a server, never a private one', () => {
    const python = '[project]\nname="w"\nversion="2.0.0"\ndependencies=["mcp"]';
    expect(
      read({ 'package.json': '{"name":"docs","version":"1.0.0"}', 'pyproject.toml': python })?.server,
    ).toMatchObject({ version: '2.0.0', packages: [{ registryType: 'pypi', identifier: 'w', version: '2.0.0' }] });
    const own = '{"name":"w","version":"1.0.0","private":true,"dependencies":{"@modelcontextprotocol/server":"2"}}';
    expect(read({ 'package.json': own })?.server.packages).toBeUndefined();
  });

  it('is not read by aliases that grow', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`),
    ];
    expect(() => MANIFESTS['smithery.yaml']?.(bomb.join('\n'))).toThrow(/alias/i);
  });
});
