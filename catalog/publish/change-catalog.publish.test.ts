import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn, gitServer } from '../git/testing-git.ts';
import { aServerJson } from '../testing.ts';
import { type CatalogRepository, changeCatalog } from './git-branch.ts';
import { aCatalogRemote, aPublication, author, type CatalogRemote, clock } from './testing-remote.ts';

let remote: CatalogRemote;
let repository: CatalogRepository;
beforeEach(() => {
  remote = aCatalogRemote();
  repository = { remote: remote.url, branch: 'main' };
});
afterEach(() => remote[Symbol.dispose]());

const clockFile = 'catalog/servers/com.acme/clock/1.0.0.json';

const tipOf = (branch: string) => gitIn(remote.bare, 'rev-parse', branch);
const branches = () => gitIn(remote.bare, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');

describe('a change of a catalog', () => {
  it('is one commit on top of the branch that it is for, by its author', async () => {
    const { diff, ...changed } = await changeCatalog(repository, aPublication());
    expect(changed).toEqual({ result: 'added', branch: 'new', commit: tipOf('new'), isPushed: true });
    expect(gitIn(remote.bare, 'log', '--format=%an <%ae> %cn <%ce> %s', 'main..new')).toBe(
      `${`${author.name} <${author.email}> `.repeat(2)}com.acme/clock is added`,
    );
    expect(tipOf('new^')).toBe(tipOf('main'));
    const files = [clockFile, 'catalog/servers/com.acme/clock/listing.json'];
    expect(gitIn(remote.bare, 'diff', '--name-only', 'main', 'new').split('\n')).toEqual(files);
    expect(remote.show('new', clockFile)).toBe(JSON.stringify(clock, null, 2));
    expect(diff.trim()).toBe(gitIn(remote.bare, 'diff', 'main', 'new'));
  });

  it('has nothing to do once it was merged', async () => {
    await changeCatalog(repository, aPublication());
    gitIn(remote.bare, 'update-ref', 'refs/heads/main', 'new');
    const nothing = { result: 'unchanged', commit: null, isPushed: false, branch: 'new', diff: '' };
    expect(await changeCatalog(repository, aPublication())).toEqual(nothing);
  });

  it('moves the branch on', async () => {
    const before = tipOf('main');
    await changeCatalog(repository, aPublication(clock, { to: 'main' }));
    expect([tipOf('main^'), branches()]).toEqual([before, ['main']]);
    expect(await changeCatalog(repository, aPublication(clock, { to: 'main' }))).toMatchObject({ commit: null });
  });

  it('is made again for a newer catalog when somebody else was quicker', async () => {
    let made = 0;
    const { change } = aPublication();
    const late = async (folder: string, at: Date) => {
      made += 1;
      if (made < 3) remote.commit({ [`catalog/servers/com.example/weather/1.${made}.0.json`]: aServerJson() });
      return change(folder, at);
    };
    const changed = await changeCatalog(repository, aPublication(clock, { to: 'main', change: late }));
    expect([made, changed.commit]).toEqual([3, tipOf('main')]);
    const files = gitIn(remote.bare, 'ls-tree', '-r', '--name-only', 'main', 'catalog/servers/').split('\n');
    expect(files).toHaveLength(6);
  });

  it('is shown to the host of the repository, and is in no error', async () => {
    await using server = await gitServer(remote.folder, 'secret-token');
    const there = { ...repository, remote: `${server.url}/registry.git` };
    await changeCatalog({ ...there, token: 'secret-token' }, aPublication());
    expect(branches()).toEqual(['main', 'new']);
    const said = await changeCatalog({ ...there, token: 'wrong-token' }, aPublication()).catch(String);
    expect(said).toContain('Reading http://127.0.0.1');
    expect(said).not.toContain(Buffer.from('x-access-token:wrong-token').toString('base64'));
    expect(said).not.toContain('wrong-token');
  });
});
