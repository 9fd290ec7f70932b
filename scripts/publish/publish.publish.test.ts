import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../catalog/git/testing-git.ts';
import { standIn } from '../../catalog/packages/testing.ts';
import { type GithubStandIn, githubStandIn } from '../../catalog/publish/github/testing-github.ts';
import { aCatalogRemote, type CatalogRemote } from '../../catalog/publish/testing-remote.ts';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { runScript } from '../testing.ts';

/** `npm run publish` from end to end: real processes, real repositories, and GitHub's API played by a stand-in. */

const octocat = { id: 583231, login: 'octocat', owns: ['acme'] };
const mallory = { id: 666, login: 'mallory' };
const acme = { id: 7, login: 'acme', type: 'Organization' as const };
const clock = aServerJson({
  name: 'io.github.octocat/clock',
  title: 'Clock',
  remotes: [{ type: 'streamable-http', url: 'https://clock.example.com/mcp' }],
});
const BRANCH = 'publish/io.github.octocat/clock/1.0.0';

let folder: string;
let origin: CatalogRemote;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-cli-'));
  origin = aCatalogRemote();
});
afterEach(() => {
  origin[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

/** A folder of a publisher with this server.json. */
function write(server: unknown, name = 'server.json'): string {
  writeCatalog(folder, { [name]: server });
  return join(folder, name);
}

const env = {
  ...{ INIT_CWD: tmpdir(), GITHUB_TOKEN: '', GH_TOKEN: '', GITHUB_ACTIONS: '' },
  ...{ GIT_AUTHOR_NAME: 'Pub', GIT_AUTHOR_EMAIL: 'pub@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Pub', GIT_COMMITTER_EMAIL: 'pub@example.com' },
};
const publish = (args: string[], more: Record<string, string> = {}) => runScript('publish', args, { ...env, ...more });

describe('to a git repository', () => {
  it('pushes a branch, which can be merged as it says, and then the catalog is sound', {
    timeout: 120_000,
  }, async () => {
    const file = write(clock);
    const first = await publish([file, '--registry', origin.url]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(
      `io.github.octocat/clock 1.0.0: pushed, for somebody to merge\n  branch: ${BRANCH}\n`,
    );
    expect((await publish([file, '--registry', origin.url])).stdout).toContain('pushed before, and waits');

    const clone = join(folder, 'clone');
    gitIn(folder, 'clone', '--quiet', origin.url, clone);
    origin.commit({ 'README.md': 'Somebody else was here' });
    const [, merge = ''] = /merge it: git (.*)/.exec(first.stdout) ?? [];
    gitIn(clone, 'pull', '--quiet', '--ff-only');
    gitIn(clone, ...merge.split(' '));
    const valid = await runScript('validate', ['--catalog', join(clone, 'catalog'), '--base', 'origin/main']);
    expect(valid).toMatchObject({ code: 0, stdout: '2 entries, 2 versions: no problems\n' });
    gitIn(clone, 'push', '--quiet');
    const again = await publish([file, '--registry', origin.url]);
    expect(again).toMatchObject({ code: 0, stdout: 'io.github.octocat/clock 1.0.0: already published\n' });
  });

  it('says what was done before it failed, and takes no branch from anybody', { timeout: 60_000 }, async () => {
    const taken = BRANCH.replace('1.0.0', '1.1.0');
    gitIn(origin.bare, 'branch', taken, gitIn(origin.bare, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Mine'));
    const files = [write(clock), write({ ...clock, version: '1.1.0' }, 'other.json')];
    const failed = await publish([...files, '--registry', origin.url]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('io.github.octocat/clock 1.0.0: pushed');
    expect(failed.stderr).toContain(`the branch ${taken} of ${origin.url} has commits of somebody else`);
    expect(gitIn(origin.bare, 'log', '-1', '--format=%s', taken)).toBe('Mine');
  });

  it('refuses what breaks a rule, in the words of validate, and pushes nothing', { timeout: 60_000 }, async () => {
    const bad = await publish([write({ ...clock, version: 'latest' }), '--registry', origin.url]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/server\.json:\d+:\d+ {2}error E303 .*\n.*"version": "latest".*\n.*\^+\n {2}fix: /);
    const taken = { ...clock, remotes: aServerJson().remotes };
    const neighbour = await publish([write(taken), '--registry', origin.url]);
    expect(neighbour.code).toBe(1);
    expect(neighbour.stdout).toMatch(/server\.json:\d+:\d+ {2}error E314 .*\n.*weather\.example\.com/);
    expect(gitIn(origin.bare, 'branch', '--list')).toBe('* main');
  });
});

describe('to GitHub', () => {
  let github: GithubStandIn;
  let registry: string[];
  beforeEach(async () => {
    github = await githubStandIn(folder, [octocat, mallory, acme]);
    github.addRepository('acme/registry', { from: origin.bare });
    registry = ['--registry', 'acme/registry', '--github-api', github.api];
  });
  afterEach(() => github[Symbol.asyncDispose]());

  it('opens a pull request from a fork, once, with its author as the owner', { timeout: 120_000 }, async () => {
    const file = write(clock);
    const as = { GITHUB_TOKEN: 'token-of-octocat' };
    const shown = await publish([file, ...registry, '--dry-run'], as);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('a pull request would be opened');
    expect(shown.stdout).toContain('+  "name": "io.github.octocat/clock",');
    expect(github.asked).not.toContain('POST /repos/acme/registry/forks');

    const url = `${github.api}/acme/registry/pull/1`;
    expect(await publish([file, ...registry], as)).toEqual({
      ...{ code: 0, stderr: '', stdout: `io.github.octocat/clock 1.0.0: pull request opened: ${url}\n` },
    });
    const again = await publish([file, ...registry, '--json'], as);
    expect(JSON.parse(again.stdout)).toMatchObject({
      dryRun: false,
      results: [{ outcome: 'open', url, branch: BRANCH }],
    });
    expect(github.pulls).toMatchObject([{ head: `octocat:${BRANCH}`, title: 'Publish io.github.octocat/clock 1.0.0' }]);
    expect(github.pulls[0]?.body).toContain('account 583231 (octocat) has proven the namespace');

    const fork = join(folder, 'octocat/registry.git');
    const listing = gitIn(fork, 'show', `${BRANCH}:catalog/servers/io.github.octocat/clock/listing.json`);
    expect(JSON.parse(listing).owners).toEqual([{ githubId: octocat.id }]);
    gitIn(join(folder, 'acme/registry.git'), 'fetch', '--quiet', fork, `${BRANCH}:main`);
    expect((await publish([file, ...registry], as)).stdout).toBe('io.github.octocat/clock 1.0.0: already published\n');
  });

  it('refuses whoever has not proven the name, and leaves nothing behind', { timeout: 60_000 }, async () => {
    const token = join(folder, 'token');
    writeFileSync(token, 'token-of-mallory\n');
    const refused = await publish([write(clock), ...registry, '--token-file', token]);
    expect(refused).toMatchObject({ code: 1, stderr: '' });
    expect(refused.stdout).toContain('io.github.octocat/clock 1.0.0: refused\n  error E402  account 666 (mallory)');
    expect(refused.stdout).toContain('  fix: Publish under io.github.mallory/*');
    expect(github.asked.filter((asked) => asked.startsWith('POST'))).toEqual([]);
  });

  it('says what a package lacks, and lets a moderator publish any name', { timeout: 60_000 }, async () => {
    origin.commit({ 'catalog/registry.json': { ...aRegistry, moderators: [{ githubId: mallory.id }] } });
    gitIn(join(folder, 'acme/registry.git'), 'fetch', '--quiet', origin.bare, 'main:main');
    const manifest = { name: 'clock', version: '1.0.0', mcpName: 'com.other/clock' };
    await using npm = await standIn(() => ({
      '/clock/1.0.0': manifest,
      '/clock': { versions: { '1.0.0': manifest } },
    }));
    const pack = { registryType: 'npm', identifier: 'clock', version: '1.0.0', transport: { type: 'stdio' } };
    const file = write({ ...clock, remotes: undefined, packages: [pack] });
    const as = { GITHUB_TOKEN: 'token-of-mallory', npm_config_registry: npm.origin };
    const done = await publish([file, ...registry], as);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toMatch(
      /pull request opened: .*\n {2}warning {2}npm has clock@1.0.0; it names another server.*\n {2}fix: /,
    );
    expect(github.pulls[0]?.body).toContain('a moderator of this registry opened it');
    const fork = join(folder, 'mallory/registry.git');
    const listing = gitIn(fork, 'show', `${BRANCH}:catalog/servers/io.github.octocat/clock/listing.json`);
    expect(JSON.parse(listing).owners).toEqual([]);
  });

  it('refuses whoever is no owner, whatever they can prove', { timeout: 60_000 }, async () => {
    const bare = join(folder, 'acme/registry.git');
    origin.commit({
      'catalog/servers/io.github.mallory/weather/1.0.0.json': aServerJson({
        ...{ name: 'io.github.mallory/weather', remotes: [{ type: 'sse', url: 'https://other.example.com/sse' }] },
      }),
      'catalog/servers/io.github.mallory/weather/listing.json': aListing({ owners: [{ githubId: octocat.id }] }),
    });
    gitIn(bare, 'fetch', '--quiet', origin.bare, 'main:main');
    const file = write({ ...clock, name: 'io.github.mallory/weather', version: '1.1.0' });
    const refused = await publish([file, ...registry], { GH_TOKEN: 'token-of-mallory' });
    expect(refused.stdout).toContain('error E401  io.github.mallory/weather has owners');
  });

  it('wants a token, and shows none', { timeout: 60_000 }, async () => {
    const without = await publish([write(clock), ...registry]);
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toContain('GITHUB_TOKEN=$(gh auth token)');
    const wrong = await publish([write(clock), ...registry], { GITHUB_TOKEN: 'ghp_wrong' });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('GitHub does not know this token');
    expect(wrong.stderr).not.toContain('ghp_wrong');
  });
});

describe('to a folder', () => {
  it('writes into the catalog of a clone, or only shows it', { timeout: 60_000 }, async () => {
    const clone = join(folder, 'clone');
    gitIn(folder, 'clone', '--quiet', origin.url, clone);
    const args = [write(clock), '--registry', clone];
    const shown = await publish([...args, '--dry-run']);
    expect(shown.stdout).toContain('would be added');
    expect(shown.stdout).toContain(
      '--- /dev/null\n+++ b/servers/io.github.octocat/clock/1.0.0.json\n@@ -0,0 +1,13 @@\n+{\n',
    );
    expect(gitIn(clone, 'status', '--porcelain')).toBe('');
    expect((await publish(args)).stdout).toContain('io.github.octocat/clock 1.0.0: added\n');
    const path = join(clone, 'catalog/servers/io.github.octocat/clock/1.0.0.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(clock);
    expect((await publish(args)).stdout).toBe('io.github.octocat/clock 1.0.0: already published\n');
  });

  it('is misuse without a catalog, and without a file', { timeout: 60_000 }, async () => {
    mkdirSync(join(folder, 'empty'));
    const empty = await publish([write(clock), '--registry', join(folder, 'empty')]);
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no registry.json') });
    expect(await publish([write(clock), '--registry', 'nothing'])).toMatchObject({ code: 2 });
    expect(await publish([join(folder, 'no.json')])).toMatchObject({ code: 2 });
  });
});
