import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../../catalog/git/testing-git.ts';
import { type GithubStandIn, githubStandIn } from '../../../catalog/publish/github/testing-github.ts';
import { aCatalogRemote, type CatalogRemote } from '../../../catalog/publish/testing-remote.ts';
import { aRegistry, aServerJson } from '../../../catalog/testing.ts';
import { directTarget, pullRequestTarget } from './git-target.ts';
import { aServer, at, publishingServer, type TestPublishing, THEIRS } from './testing.ts';

let remote: CatalogRemote;
let registry: TestPublishing;
beforeEach(() => {
  remote = aCatalogRemote();
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  remote[Symbol.dispose]();
});

function subjects(branch = 'main'): string[] {
  return gitIn(remote.bare, 'log', '--format=%s', branch).trim().split('\n');
}

describe('publishing directly', () => {
  beforeEach(async () => {
    const target = directTarget({ remote: remote.url, branch: 'main', folder: 'catalog' });
    registry = await publishingServer({ into: 'folder', target });
  });

  it('commits to the branch, and is read at once', async () => {
    const token = await registry.tokenOf(THEIRS);
    const said = await registry.ask('POST', '/publish', { token, body: aServer('com.example/clock') });
    expect([said.status, said.headers.get('mcp-registry-publish')]).toEqual([200, 'committed']);
    expect(subjects()[0]).toBe('Publish com.example/clock 1.0.0');
    expect(gitIn(remote.bare, 'log', '-1', '--format=%b')).toContain('`dns: example.com`');
    expect((await registry.ask('GET', at('com.example/clock', 'latest'))).body).toEqual(said.body);
    expect(JSON.parse(remote.show('main', 'catalog/servers/com.example/clock/1.0.0.json'))).toEqual(
      aServer('com.example/clock'),
    );
  });

  it('lets one of twenty have a version; others lose nothing', async () => {
    const token = await registry.tokenOf(THEIRS);
    const asked = Array.from({ length: 20 }, (_, index) =>
      registry.ask('POST', '/publish', {
        token,
        body: aServer('com.example/clock', '1.0.0', { title: `Clock ${index}` }),
      }),
    );
    remote.commit({ 'README.md': 'Somebody else was here\n' });
    const said = await Promise.all(asked);
    expect(said.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    expect(subjects().filter((subject) => subject.startsWith('Publish'))).toHaveLength(1);
    expect(remote.show('main', 'README.md')).toBe('Somebody else was here');
  });

  it('decides by what the branch has, not by what is read here', async () => {
    const owned = { ...aServerJson(), name: 'com.example/owned', remotes: [] };
    const owners = [{ githubId: 42 }];
    remote.commit({
      'catalog/servers/com.example/owned/1.0.0.json': owned,
      'catalog/servers/com.example/owned/listing.json': {
        ...{ nameOrigin: 'publisher', categories: [], tags: [], owners },
        versions: { '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } },
      },
    });
    const token = await registry.tokenOf(THEIRS);
    expect(
      (await registry.ask('POST', '/publish', { token, body: aServer('com.example/owned', '2.0.0') })).status,
    ).toBe(403);
    expect((await registry.ask('POST', '/publish', { token, body: aServerJson() })).status).toBe(400);
  });

  it('says that it cannot, and not where, when the repository is gone', async () => {
    const token = await registry.tokenOf(THEIRS);
    rmSync(remote.bare, { recursive: true });
    const said = await registry.ask('POST', '/publish', { token, body: aServer('com.example/clock') });
    expect([said.status, said.body.retryable]).toEqual([502, true]);
    expect(JSON.stringify(said.body)).not.toContain(remote.folder);
    expect((await registry.ask('GET', at('com.example/clock', 'latest'))).status).toBe(404);
  });
});

describe('publishing by pull request', () => {
  let folder: string;
  let github: GithubStandIn;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'github-'));
    github = await githubStandIn(folder, [{ id: 7, login: 'acme' }]);
    github.addRepository('acme/registry', { from: remote.bare });
    const target = pullRequestTarget(
      { api: github.api, repository: 'acme/registry', token: 'token-of-acme' },
      'catalog',
    );
    registry = await publishingServer({ into: 'folder', target });
  });
  afterEach(async () => {
    await github[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('opens one, says where, and shows nothing before it is merged', async () => {
    const token = await registry.tokenOf(THEIRS);
    const body = aServer('com.example/clock');
    for (let time = 0; time < 2; time += 1) {
      const said = await registry.ask('POST', '/publish', { token, body });
      expect([said.status, said.headers.get('mcp-registry-publish')]).toEqual([200, 'pull-request']);
      expect(said.headers.get('location')).toBe(github.pulls[0]?.html_url);
      expect(said.body.server).toEqual(body);
      expect(said.body._meta[`${aRegistry.id}/publication`]).toEqual({
        how: 'pull-request',
        url: github.pulls[0]?.html_url,
      });
    }
    expect(github.pulls).toMatchObject([{ title: 'Publish com.example/clock 1.0.0', base: 'main' }]);
    expect(github.pulls[0]?.body).toContain('`dns: example.com`');
    expect((await registry.ask('GET', at('com.example/clock', 'latest'))).status).toBe(404);
    const status = await registry.ask('PATCH', `${at('com.example/weather', '1.0.0')}/status`, {
      token,
      body: { status: 'deprecated' },
    });
    expect([status.status, github.pulls.length]).toEqual([200, 2]);
    expect(JSON.stringify(registry.log)).not.toContain('token-of-acme');
  });

  it('opens none for what it refuses', async () => {
    const token = await registry.tokenOf(THEIRS);
    expect((await registry.ask('POST', '/publish', { token, body: aServerJson() })).status).toBe(400);
    expect(github.pulls).toEqual([]);
  });
});
