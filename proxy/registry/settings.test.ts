import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRegistrySettings } from './settings.ts';

function read(said: Record<string, string>, env: Record<string, string> = {}, workers = 1) {
  return readRegistrySettings((flag) => said[flag], { env, folder: '/srv', workers });
}

describe('the settings of the registry', () => {
  it('are the catalog, and nothing to warn of, where nobody has said anything', () => {
    expect(read({})).toEqual({
      settings: { environment: 'production', githubClientId: undefined, version: undefined },
      store: { type: 'git' },
      publishing: null,
      warnings: [],
    });
    expect(read({ 'database-type': '', 'seed-import': '' }).store).toEqual({ type: 'git' });
  });

  it('begin memory with a seed file, unless told not to', () => {
    expect(read({ 'database-type': 'memory' }).store).toEqual({ type: 'memory', seedFile: '/srv/data/seed.json' });
    expect(read({ 'database-type': 'Memory', 'seed-file-path': '/tmp/some.json' }).store).toEqual({
      type: 'memory',
      seedFile: '/tmp/some.json',
    });
    for (const no of ['false', '0', 'F']) {
      expect(read({ 'database-type': 'memory', 'seed-import': no }).store).toEqual({ type: 'memory', seedFile: null });
    }
  });

  it('say what replaced the first registry’s databases', () => {
    for (const type of ['mongodb', 'postgresql']) {
      expect(() => read({ 'database-type': type })).toThrow(
        new RegExp(`There is no ${type} here: a folder of files in git, the catalog, has replaced the database`),
      );
    }
    expect(() => read({ 'database-type': 'redis' })).toThrow(/"redis" is no type of database/);
    expect(() => read({ 'seed-import': 'maybe' })).toThrow(/is true or false, not "maybe"/);
    expect(() => read({ 'database-type': 'memory' }, {}, 2)).toThrow(/--workers 1/);
  });

  it('warn once of what has no use here, without its value', () => {
    const { warnings } = read(
      { 'seed-file-path': 'seed.json' },
      { MCP_REGISTRY_DATABASE_URL: 'mongodb://me:secret@host', MCP_REGISTRY_COLLECTION_NAME: 'servers_v2' },
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^MCP_REGISTRY_DATABASE_URL, MCP_REGISTRY_COLLECTION_NAME: ignored/),
      expect.stringMatching(/^A seed file is read in memory only/),
    ]);
    expect(warnings.join()).not.toContain('secret');
  });

  it('know the version by either name', () => {
    expect(read({}, { MCP_REGISTRY_VERSION: '1.2' }).settings.version).toBe('1.2');
    expect(read({ 'app-version': '3' }, { MCP_REGISTRY_VERSION: '1.2' }).settings.version).toBe('3');
  });
});

describe('the settings of publishing', () => {
  const KEY = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
  const env = { MCP_REGISTRY_JWT_PRIVATE_KEY: KEY };

  it('are memory where the registry is in memory, with a key made just now, and said', () => {
    const { publishing, warnings } = read({ 'database-type': 'memory' });
    expect(publishing).toMatchObject({ into: { mode: 'memory' }, anonymous: false, packageProof: false });
    expect(publishing?.key).toMatch(/^[0-9a-f]{64}$/);
    expect(publishing?.key).not.toBe(read({ 'database-type': 'memory' }).publishing?.key);
    expect(warnings).toEqual([expect.stringContaining('MCP_REGISTRY_JWT_PRIVATE_KEY')]);
    expect(warnings.join()).not.toContain(publishing?.key);
    expect(read({ 'database-type': 'memory', publish: 'off' }).publishing).toBeNull();
  });

  it('say where entries go, by flags alone but for secrets', () => {
    const folder = read({ publish: 'folder', 'publish-catalog': 'mine' }, env);
    expect(folder.warnings).toEqual([]);
    expect(folder.publishing).toMatchObject({
      key: KEY,
      packageProof: true,
      into: { mode: 'folder', catalog: '/srv/mine' },
    });
    const direct = read({ publish: 'direct', 'publish-remote': 'file:///srv/x.git' }, env).publishing;
    expect(direct?.into).toEqual({
      mode: 'direct',
      remote: 'file:///srv/x.git',
      branch: 'main',
      folder: 'catalog',
      token: null,
    });
    const token = { ...env, MCP_REGISTRY_PUBLISH_TOKEN: 'secret' };
    const pull = read({ publish: 'pull-request', 'publish-repository': 'acme/registry' }, token, 4).publishing;
    expect(pull).toMatchObject({
      packageProof: false,
      into: { mode: 'pull-request', repository: 'acme/registry', folder: 'catalog', token: 'secret' },
    });
  });

  it('take secrets from files', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'key');
    writeFileSync(file, `${KEY}\n`);
    expect(read({ publish: 'folder' }, { MCP_REGISTRY_JWT_PRIVATE_KEY_FILE: file }).publishing?.key).toBe(KEY);
    expect(() => read({ publish: 'folder' }, { MCP_REGISTRY_JWT_PRIVATE_KEY_FILE: `${file}x` })).toThrow(
      /PRIVATE_KEY_FILE/,
    );
    rmSync(dirname(file), { recursive: true });
  });

  it.each<[Record<string, string>, RegExp, Record<string, string>?, number?]>([
    [{ publish: 'everywhere' }, /--publish is off, memory, folder, direct or pull-request/],
    [{ publish: 'memory' }, /--publish memory goes with --database-type memory/],
    [{ publish: 'folder', 'database-type': 'memory' }, /goes with --database-type memory/],
    [{ publish: 'direct' }, /--publish-remote/],
    [{ publish: 'pull-request', 'publish-repository': 'acme/registry' }, /MCP_REGISTRY_PUBLISH_TOKEN/],
    [{ publish: 'folder' }, /--workers 1/, {}, 2],
    [{ publish: 'folder' }, /32 bytes as hex/, { MCP_REGISTRY_JWT_PRIVATE_KEY: 'topsecret' }],
    [{ publish: 'folder', 'oidc-issuer': 'https://login.example.com' }, /--oidc-client-id/],
    [{ publish: 'folder', 'sign-ins-per-minute': 'many' }, /--sign-ins-per-minute/],
    [{ publish: 'folder', 'publish-anonymous': 'maybe' }, /--publish-anonymous .* is true or false/],
  ])('say what is amiss in %j', (said, message, variables = {}, workers = 1) => {
    expect(() => read(said, variables, workers)).toThrow(message);
    expect(() => read(said, variables, workers)).not.toThrow(/topsecret/);
  });
});
