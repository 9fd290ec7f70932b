import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const tipOf = (branch: string) => gitIn(remote.bare, 'rev-parse', branch);
const branches = () => gitIn(remote.bare, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');

describe('a change for a review', () => {
  it('is the same commit the second time, however much later', async () => {
    const first = await changeCatalog(repository, aPublication());
    await new Promise((later) => setTimeout(later, 1100));
    expect(await changeCatalog(repository, aPublication())).toEqual({ ...first, isPushed: false });
  });

  it('moves on with the branch that it is for, and keeps its date', async () => {
    await changeCatalog(repository, aPublication());
    const listing = () => remote.show('new', 'catalog/servers/com.acme/clock/listing.json');
    const before = listing();
    remote.commit({ 'README.md': 'A better registry\n' });
    expect(await changeCatalog(repository, aPublication())).toMatchObject({ isPushed: true, commit: tipOf('new') });
    expect([tipOf('new^'), listing()]).toEqual([tipOf('main'), before]);
  });

  it('is only shown in a rehearsal', async () => {
    const shown = await changeCatalog(repository, aPublication(clock, { dryRun: true }));
    expect(shown).toMatchObject({ result: 'added', isPushed: false });
    expect(shown.diff).toContain(`+  "name": "com.acme/clock",`);
    expect(branches()).toEqual(['main']);
  });

  it('takes no branch away from somebody else', async () => {
    await changeCatalog(repository, aPublication());
    const other = { ...author, email: 'else@example.com' };
    const taken = changeCatalog(repository, aPublication(clock, { author: other }));
    await expect(taken).rejects.toThrow('the branch new of file:');
    expect(gitIn(remote.bare, 'log', '-1', '--format=%ae', 'new')).toBe(author.email);
  });

  it('goes to a fork, also to one that has fallen behind', async () => {
    const fork = join(remote.folder, 'fork.git');
    gitIn(remote.folder, 'clone', '--quiet', '--bare', remote.url, fork);
    remote.commit({ 'README.md': 'A better registry\n' });
    remote.commit({ 'README.md': 'The best registry\n' });
    await changeCatalog({ ...repository, pushRemote: `file://${fork}` }, aPublication());
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
    await changeCatalog(repository, aPublication(clock, { change }));
    const path = 'catalog/servers/com.example/weather/odd.json';
    expect(gitIn(remote.bare, 'diff', '--name-only', 'main', 'new')).toBe(path);
    expect(remote.show('new', path)).toBe(odd.trim());
  });

  it('is for a catalog that lies elsewhere, too', async () => {
    const folder = join(remote.folder, 'somebody');
    gitIn(folder, 'mv', 'catalog/registry.json', 'catalog/servers', '.');
    remote.commit({});
    await changeCatalog({ ...repository, folder: '.' }, aPublication());
    expect(remote.show('new', 'servers/com.acme/clock/1.0.0.json')).toContain('com.acme/clock');
    const nowhere = changeCatalog({ ...repository, folder: 'nowhere' }, aPublication());
    await expect(nowhere).rejects.toThrow('There is no catalog in nowhere of the branch main of file:');
  });
});

describe('a change that is published at once', () => {
  it('ends after five times, and nothing of it is there', async () => {
    let made = 0;
    const change = async (folder: string) => {
      made += 1;
      remote.commit({ 'README.md': `${made}` });
      writeFileSync(join(folder, 'servers/lost.json'), '');
      return '';
    };
    const late = aPublication(clock, { to: 'main', change, pause: async () => {} });
    await expect(changeCatalog(repository, late)).rejects.toThrow(
      /Others wrote to the branch main .* each of the 5 times.*stale info/s,
    );
    expect([made, remote.show('main', 'README.md')]).toEqual([5, '5']);
  });
});

describe('a change that fails', () => {
  it('leaves nothing behind', async () => {
    const { TMPDIR } = process.env;
    const temporary = join(remote.folder, 'temporary');
    mkdirSync(temporary);
    process.env.TMPDIR = temporary;
    const change = async (folder: string): Promise<string> => {
      expect(folder.startsWith(temporary)).toBe(true);
      rmSync(join(folder, 'servers'), { recursive: true });
      throw new Error('no');
    };
    try {
      await expect(changeCatalog(repository, aPublication(clock, { change }))).rejects.toThrow('no');
      await expect(changeCatalog(repository, aPublication(clock, { to: 'a..b' }))).rejects.toThrow('a..b');
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    expect([readdirSync(temporary), branches()]).toEqual([[], ['main']]);
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
      await changeCatalog(repository, aPublication());
    } finally {
      delete process.env.GIT_TEMPLATE_DIR;
    }
    expect(existsSync(join(templates, 'hooks/ran'))).toBe(false);

    symlinkSync('/etc', join(remote.folder, 'somebody/catalog/servers/com.evil'));
    remote.commit({});
    await expect(changeCatalog(repository, aPublication())).rejects.toThrow(
      '"catalog/servers/com.evil" in the catalog is no plain file (mode 120000)',
    );
  });

  it('adds no link', async () => {
    const change = async (folder: string) => {
      symlinkSync('/etc/passwd', join(folder, 'servers/link.json'));
      return '';
    };
    await expect(changeCatalog(repository, aPublication(clock, { change }))).rejects.toThrow('is no plain file');
    expect(branches()).toEqual(['main']);
  });

  it('passes on what the remote said, and no password', async () => {
    writeFileSync(join(remote.bare, 'hooks/pre-receive'), '#!/bin/sh\necho "main is protected" >&2\nexit 1\n', {
      mode: 0o755,
    });
    await expect(changeCatalog(repository, aPublication())).rejects.toThrow(
      /May you write there\?.*main is protected/s,
    );
    await using server = await gitServer(remote.folder, 'secret');
    const place = `${server.url.replace('//', '//robot:hunter2@')}/registry.git`;
    const said = await changeCatalog({ ...repository, remote: place }, aPublication()).catch(String);
    expect(said).toContain('Authentication failed');
    expect(said).not.toContain('hunter2');
  });

  it.each(['file:///nowhere/at/all.git', '--upload-pack=touch /tmp/x', 'ext::sh -c true'])(
    'names %s',
    async (place) => {
      await expect(changeCatalog({ ...repository, remote: place }, aPublication())).rejects.toThrow(`Reading ${place}`);
    },
  );
});

const ROUNDS = 3;

/** Publishes to `main` as a process of its own would: one that reaches the repository by another address. */
async function publishAt(place: string, name: string): Promise<string> {
  const remotes = [{ type: 'sse', url: `https://${name.replace('/', '.')}.example.org/sse` }];
  const change = aPublication(aServerJson({ name, remotes }), { to: 'main' });
  return (await changeCatalog({ ...repository, remote: place }, change)).result;
}

describe('writers who meet', () => {
  it('lose nothing, whoever is quicker, over files and HTTP', { timeout: 120_000 }, async () => {
    await using server = await gitServer(remote.folder);
    const places = [remote.url, `${server.url}/registry.git`, `file://${remote.folder}/./registry.git`];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const all = places.flatMap((place, index) =>
        ['a', 'b'].map((letter) => publishAt(place, `com.acme/clock-${round}-${index}${letter}`)),
      );
      expect(await Promise.all(all)).toEqual(Array(6).fill('added'));
    }
    const entries = gitIn(remote.bare, 'ls-tree', '--name-only', 'main', 'catalog/servers/com.acme/').split('\n');
    expect(entries).toHaveLength(6 * ROUNDS);
    expect(gitIn(remote.bare, 'rev-list', '--count', 'main')).toBe(String(1 + 6 * ROUNDS));
  });
});
