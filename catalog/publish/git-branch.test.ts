import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aServerJson } from '../testing.ts';
import { gitIn, gitServer } from '../testing-git.ts';
import { publishToFolder } from './folder.ts';
import { type CatalogChange, type CatalogRepository, changeCatalog } from './git-branch.ts';
import { aCatalogRemote, type CatalogRemote } from './testing-remote.ts';

let remote: CatalogRemote;
let repository: CatalogRepository;
let copiesBefore: string[];
beforeEach(() => {
  remote = aCatalogRemote();
  repository = { remote: remote.url, branch: 'main' };
  copiesBefore = copies();
});
afterEach(() => {
  expect(copies()).toEqual(copiesBefore);
  remote[Symbol.dispose]();
});

const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('catalog-copy-'));
const author = { name: 'Test Registry', email: 'registry@noreply.invalid' };
const clock = aServerJson({ name: 'com.acme/clock', remotes: [{ type: 'sse', url: 'https://clock.example.com/sse' }] });
const clockFile = 'catalog/servers/com.acme/clock/1.0.0.json';

/** Publishes a server, the clock unless told otherwise. */
function publication(server = clock, over: Partial<CatalogChange<string>> = {}): CatalogChange<string> {
  const change = async (folder: string, at: Date) => {
    const { results } = await publishToFolder(folder, [{ server }], { now: () => at });
    return results[0]?.outcome ?? '';
  };
  return { to: 'new', author, message: (outcome) => `${server.name} is ${outcome}`, change, ...over };
}

const tipOf = (branch: string) => gitIn(remote.bare, 'rev-parse', branch);
const branches = () => gitIn(remote.bare, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');

describe('a change for a review', () => {
  it('is one commit on top of the branch that it is for, by its author', async () => {
    const { diff, ...changed } = await changeCatalog(repository, publication());
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

  it('is the same commit the second time, however much later', async () => {
    const first = await changeCatalog(repository, publication());
    await new Promise((later) => setTimeout(later, 1100));
    expect(await changeCatalog(repository, publication())).toEqual({ ...first, isPushed: false });
  });

  it('moves on with the branch that it is for, and keeps its date', async () => {
    await changeCatalog(repository, publication());
    const listing = () => remote.show('new', 'catalog/servers/com.acme/clock/listing.json');
    const before = listing();
    remote.commit({ 'README.md': 'A better registry\n' });
    expect(await changeCatalog(repository, publication())).toMatchObject({ isPushed: true, commit: tipOf('new') });
    expect([tipOf('new^'), listing()]).toEqual([tipOf('main'), before]);
  });

  it('has nothing to do once it was merged', async () => {
    await changeCatalog(repository, publication());
    gitIn(remote.bare, 'update-ref', 'refs/heads/main', 'new');
    const nothing = { result: 'unchanged', commit: null, isPushed: false, branch: 'new', diff: '' };
    expect(await changeCatalog(repository, publication())).toEqual(nothing);
  });

  it('is only shown in a rehearsal', async () => {
    const shown = await changeCatalog(repository, publication(clock, { dryRun: true }));
    expect(shown).toMatchObject({ result: 'added', isPushed: false });
    expect(shown.diff).toContain(`+  "name": "com.acme/clock",`);
    expect(branches()).toEqual(['main']);
  });

  it('takes no branch away from somebody else', async () => {
    await changeCatalog(repository, publication());
    const other = { ...author, email: 'else@example.com' };
    const taken = changeCatalog(repository, publication(clock, { author: other }));
    await expect(taken).rejects.toThrow('the branch new of file:');
    expect(gitIn(remote.bare, 'log', '-1', '--format=%ae', 'new')).toBe(author.email);
  });

  it('goes to a fork, also to one that has fallen behind', async () => {
    const fork = join(remote.folder, 'fork.git');
    gitIn(remote.folder, 'clone', '--quiet', '--bare', remote.url, fork);
    remote.commit({ 'README.md': 'A better registry\n' });
    remote.commit({ 'README.md': 'The best registry\n' });
    await changeCatalog({ ...repository, pushRemote: `file://${fork}` }, publication());
    expect(gitIn(fork, 'rev-parse', 'new^')).toBe(tipOf('main'));
    expect(branches()).toEqual(['main']);
  });

  it('changes files below servers/ alone, and keeps every byte of them', async () => {
    const odd = 'one\r\ntwo $Id$ \u0000\n';
    const change = async (folder: string) => {
      writeFileSync(join(folder, '../README.md'), 'changed');
      writeFileSync(join(folder, 'registry.json'), 'changed');
      writeFileSync(join(folder, 'servers/com.example/weather/odd.json'), odd);
      return '';
    };
    remote.commit({ '.gitattributes': 'odd.json text ident working-tree-encoding=UTF-16\n', '.gitignore': '*.json\n' });
    await changeCatalog(repository, publication(clock, { change }));
    const path = 'catalog/servers/com.example/weather/odd.json';
    expect(gitIn(remote.bare, 'diff', '--name-only', 'main', 'new')).toBe(path);
    expect(remote.show('new', path)).toBe(odd.trim());
  });

  it('is for a catalog that lies elsewhere, too', async () => {
    const folder = join(remote.folder, 'somebody');
    gitIn(folder, 'mv', 'catalog/registry.json', 'catalog/servers', '.');
    remote.commit({});
    await changeCatalog({ ...repository, folder: '.' }, publication());
    expect(remote.show('new', 'servers/com.acme/clock/1.0.0.json')).toContain('com.acme/clock');
    const nowhere = changeCatalog({ ...repository, folder: 'nowhere' }, publication());
    await expect(nowhere).rejects.toThrow('There is no catalog in nowhere of the branch main of file:');
  });
});

describe('a change that is published at once', () => {
  it('moves the branch on', async () => {
    const before = tipOf('main');
    await changeCatalog(repository, publication(clock, { to: 'main' }));
    expect([tipOf('main^'), branches()]).toEqual([before, ['main']]);
    expect(await changeCatalog(repository, publication(clock, { to: 'main' }))).toMatchObject({ commit: null });
  });

  it('is made again for a newer catalog when somebody else was quicker', async () => {
    let made = 0;
    const { change } = publication();
    const late = async (folder: string, at: Date) => {
      made += 1;
      if (made < 3) remote.commit({ [`catalog/servers/com.example/weather/1.${made}.0.json`]: aServerJson() });
      return change(folder, at);
    };
    const changed = await changeCatalog(repository, publication(clock, { to: 'main', change: late }));
    expect([made, changed.commit]).toEqual([3, tipOf('main')]);
    const files = gitIn(remote.bare, 'ls-tree', '-r', '--name-only', 'main', 'catalog/servers/').split('\n');
    expect(files).toHaveLength(6);
  });

  it('ends after five times, and nothing of it is there', async () => {
    let made = 0;
    const change = async (folder: string) => {
      made += 1;
      remote.commit({ 'README.md': `${made}` });
      writeFileSync(join(folder, 'servers/lost.json'), '');
      return '';
    };
    const late = publication(clock, { to: 'main', change, pause: async () => {} });
    await expect(changeCatalog(repository, late)).rejects.toThrow(
      /Others wrote to the branch main .* each of the 5 times.*stale info/s,
    );
    expect([made, remote.show('main', 'README.md')]).toEqual([5, '5']);
  });
});

describe('a change that fails', () => {
  it('leaves nothing behind', async () => {
    const change = async (folder: string): Promise<string> => {
      rmSync(join(folder, 'servers'), { recursive: true });
      throw new Error('no');
    };
    await expect(changeCatalog(repository, publication(clock, { change }))).rejects.toThrow('no');
    await expect(changeCatalog(repository, publication(clock, { to: 'a..b' }))).rejects.toThrow('a..b');
    expect(branches()).toEqual(['main']);
  });

  it('runs nothing of the repository, and follows no link in it', async () => {
    const hook = '#!/bin/sh\ntouch "$(dirname "$0")/ran"\nexit 1\n';
    const templates = join(remote.folder, 'templates');
    mkdirSync(join(templates, 'hooks'), { recursive: true });
    for (const name of ['post-checkout', 'pre-push', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(templates, 'hooks', name), hook, { mode: 0o755 });
    }
    process.env.GIT_TEMPLATE_DIR = templates;
    try {
      await changeCatalog(repository, publication());
    } finally {
      delete process.env.GIT_TEMPLATE_DIR;
    }
    expect(existsSync(join(templates, 'hooks/ran'))).toBe(false);

    symlinkSync('/etc', join(remote.folder, 'somebody/catalog/servers/com.evil'));
    remote.commit({});
    await expect(changeCatalog(repository, publication())).rejects.toThrow(
      '"catalog/servers/com.evil" in the catalog is no plain file (mode 120000)',
    );
  });

  it('adds no link', async () => {
    const change = async (folder: string) => {
      symlinkSync('/etc/passwd', join(folder, 'servers/link.json'));
      return '';
    };
    await expect(changeCatalog(repository, publication(clock, { change }))).rejects.toThrow('is no plain file');
    expect(branches()).toEqual(['main']);
  });

  it('passes on what the remote said, and no password', async () => {
    writeFileSync(join(remote.bare, 'hooks/pre-receive'), '#!/bin/sh\necho "main is protected" >&2\nexit 1\n', {
      mode: 0o755,
    });
    await expect(changeCatalog(repository, publication())).rejects.toThrow(/May you write there\?.*main is protected/s);
    await using server = await gitServer(remote.folder, 'secret');
    const place = `${server.url.replace('//', '//robot:hunter2@')}/registry.git`;
    const said = await changeCatalog({ ...repository, remote: place }, publication()).catch(String);
    expect(said).toContain('Authentication failed');
    expect(said).not.toContain('hunter2');
  });

  it.each(['file:///nowhere/at/all.git', '--upload-pack=touch /tmp/x', 'ext::sh -c true'])(
    'names %s',
    async (place) => {
      await expect(changeCatalog({ ...repository, remote: place }, publication())).rejects.toThrow(`Reading ${place}`);
    },
  );
});

describe('a token', () => {
  it('is shown to the host of the repository, and is in no error', async () => {
    await using server = await gitServer(remote.folder, 'secret-token');
    const there = { ...repository, remote: `${server.url}/registry.git` };
    await changeCatalog({ ...there, token: 'secret-token' }, publication());
    expect(branches()).toEqual(['main', 'new']);
    const said = await changeCatalog({ ...there, token: 'wrong-token' }, publication()).catch(String);
    expect(said).toContain('Reading http://127.0.0.1');
    expect(said).not.toContain(Buffer.from('x-access-token:wrong-token').toString('base64'));
    expect(said).not.toContain('wrong-token');
  });
});
