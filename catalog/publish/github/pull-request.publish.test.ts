import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../git/testing-git.ts';
import { aServerJson } from '../../testing.ts';
import { publishToFolder } from '../folder.ts';
import { changeCatalog } from '../git-branch.ts';
import { aCatalogRemote, type CatalogRemote } from '../testing-remote.ts';
import { type PlaceToPush, placeToPush } from './place-to-push.ts';
import { openPullRequest } from './pull-request.ts';
import type { GithubRepository } from './repository.ts';
import { type GithubStandIn, githubStandIn } from './testing-github.ts';

const octocat = { id: 583231, login: 'octocat' };
const acme = { id: 7, login: 'acme' };
let folder: string;
let origin: CatalogRemote;
let github: GithubStandIn;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'github-'));
  origin = aCatalogRemote();
  github = await githubStandIn(folder, [octocat, acme], { forkDelayMs: 150 });
  github.addRepository('acme/registry', { from: origin.bare });
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
  origin[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const as = (login: string): GithubRepository => ({
  ...{ api: github.api, repository: 'acme/registry', token: `token-of-${login}` },
});
const patience = { forkTimeoutMs: 5000, pollMs: 50 };
const words = { base: 'main', title: 'Publish com.example/weather 1.1.0', body: 'It is **new**.' };

async function push({ repository }: PlaceToPush): Promise<void> {
  await changeCatalog(repository, {
    ...{ to: 'new', author: { name: 'octocat', email: 'octocat@example.com' }, message: 'Publish' },
    change: (catalog, at) =>
      publishToFolder(catalog, [{ server: aServerJson({ version: '1.1.0' }) }], { now: () => at }),
  });
}

describe('a pull request', () => {
  it('comes from the repository itself, of whoever may push there; the second time it is found', async () => {
    const place = await placeToPush(as('acme'));
    await push(place);
    const draft = { ...words, head: place.headFor('new') };
    const url = `${github.api}/acme/registry/pull/1`;
    expect(await openPullRequest(as('acme'), draft)).toEqual({ url, number: 1, isNew: true });
    expect(await openPullRequest(as('acme'), draft)).toEqual({ url, number: 1, isNew: false });
    expect(github.pulls).toMatchObject([{ ...words, head: 'acme:new', author: acme }]);
    expect(github.asked).not.toContain('POST /repos/acme/registry/forks');
  });

  it('comes from a fork, of whoever may not; the fork is waited for, and is found again', async () => {
    for (const isNew of [true, false]) {
      const place = await placeToPush(as('octocat'), patience);
      await push(place);
      const draft = { ...words, head: place.headFor('new') };
      expect(await openPullRequest(as('octocat'), draft)).toMatchObject({ number: 1, isNew });
    }
    expect(github.pulls).toMatchObject([{ head: 'octocat:new', base: 'main' }]);
    expect(gitIn(join(folder, 'acme/registry.git'), 'branch', '--list', 'new')).toBe('');
    expect(gitIn(join(folder, 'octocat/registry.git'), 'log', '--format=%an %s', 'main..new')).toBe('octocat Publish');
  });

  it('is found, too, when somebody opened it at the same time', async () => {
    const place = await placeToPush(as('acme'));
    await push(place);
    const draft = { ...words, head: place.headFor('new') };
    const both = await Promise.all([1, 2].map(() => openPullRequest(as('acme'), draft)));
    expect(both.map(({ number }) => number)).toEqual([1, 1]);
  });

  it('is another one for another branch, and anew for one whose pull request was closed', async () => {
    const place = await placeToPush(as('acme'));
    await push(place);
    await openPullRequest(as('acme'), { ...words, head: 'new' });
    for (const pull of github.pulls) pull.state = 'closed';
    expect(await openPullRequest(as('acme'), { ...words, head: 'new' })).toMatchObject({ number: 2, isNew: true });
    await expect(openPullRequest(as('acme'), { ...words, head: 'other' })).rejects.toThrow('head is invalid');
  });
});

describe('what GitHub refuses', () => {
  it.each([
    [
      { token: 'wrong-token' },
      'Looking at the repository failed: GitHub answered 401 for acme/registry: Bad credentials',
    ],
    [{ repository: 'acme/nothing' }, 'GitHub answered 404 for acme/nothing'],
  ])('is said, with what to do: %j', async (over, said) => {
    const failed = placeToPush({ ...as('octocat'), ...over }).catch(String);
    expect(await failed).toContain(said);
    expect(await failed).toContain('token');
    expect(await failed).not.toContain('wrong-token');
  });

  it('is a fork that does not come: not waited for longer than it says', async () => {
    await using slow = await githubStandIn(folder, [octocat, acme], { forkDelayMs: 600_000 });
    slow.addRepository('acme/other', { from: origin.bare });
    const there = { ...as('octocat'), api: slow.api, repository: 'acme/other' };
    await expect(placeToPush(there, { forkTimeoutMs: 60, pollMs: 20 })).rejects.toThrow(
      'The fork octocat/other is not there after 0.06 s: try again later',
    );
  });

  it('makes no fork in a rehearsal', async () => {
    const { repository } = await placeToPush(as('octocat'), { dryRun: true });
    expect(repository).toEqual({
      remote: `${github.api}/acme/registry.git`,
      branch: 'main',
      token: 'token-of-octocat',
    });
    expect(github.asked).toEqual(['GET /repos/acme/registry']);
  });
});
