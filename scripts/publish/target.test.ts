import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRegistry } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { EXIT } from '../command.ts';
import { targetOf } from './target.ts';
import { githubToken } from './token.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'target-'));
  writeCatalog(folder, {
    'catalog/registry.json': aRegistry,
    'elsewhere/registry.json': { ...aRegistry, repository: 'https://git.example.com/acme/registry' },
  });
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'example/registry'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const target = (registry?: string, api?: string, catalog = 'catalog') =>
  targetOf(registry, { catalog: join(folder, catalog), from: folder, api });

describe('the registry that is published to', () => {
  it('is the repository of the catalog, if that is on GitHub, else the catalog', async () => {
    expect(await target()).toEqual({ kind: 'github', repository: 'example/registry' });
    const elsewhere = { kind: 'folder', folder: join(folder, 'elsewhere') };
    expect(await target(undefined, undefined, 'elsewhere')).toEqual(elsewhere);
    expect(await target(undefined, 'https://git.example.com/api/v3', 'elsewhere')).toEqual({
      ...{ kind: 'github', repository: 'acme/registry' },
    });
  });

  it.each(['.', 'catalog', './catalog/'])('is a catalog or a clone, where %s is a folder', async (registry) => {
    expect(await target(registry)).toEqual({ kind: 'folder', folder: join(folder, 'catalog') });
  });

  it.each(['acme/registry', 'https://github.com/acme/registry', 'https://github.com/acme/registry.git'])(
    'is on GitHub: %s',
    async (registry) => expect(await target(registry)).toEqual({ kind: 'github', repository: 'acme/registry' }),
  );

  it.each([
    'https://git.example.com/acme/registry.git',
    'git@github.com:acme/registry.git',
    'ssh://git@git.example.com/registry',
    'file:///srv/registry.git',
  ])('is any git repository: %s', async (remote) => expect(await target(remote)).toEqual({ kind: 'git', remote }));

  it.each(['nowhere', 'a/b/c', '--upload-pack=x', 'file', 'example/registry'])('is not %j', async (registry) => {
    await expect(target(registry)).rejects.toMatchObject({ exitCode: EXIT.misuse });
  });
});

describe('the token', () => {
  it('comes from a file, else from the environment', () => {
    writeFileSync(join(folder, 'token'), ' abc\n');
    expect(githubToken(join(folder, 'token'), { GITHUB_TOKEN: 'def' })).toBe('abc');
    expect(githubToken(undefined, { GITHUB_TOKEN: '', GH_TOKEN: 'def' })).toBe('def');
    expect(githubToken(undefined, {})).toBeUndefined();
  });

  it('is not shown where the file holds something else', () => {
    writeFileSync(join(folder, 'token'), 'two words\n');
    expect(() => githubToken(join(folder, 'token'), {})).toThrow(/holds no token: it should hold one/);
    expect(() => githubToken(join(folder, 'nowhere'), {})).toThrow('cannot be read');
  });
});
