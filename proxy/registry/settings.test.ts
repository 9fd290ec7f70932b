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
