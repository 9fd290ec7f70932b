import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aListing, aServerJson } from '../../catalog/testing.ts';
import { decide } from './decide.ts';
import { ACTIONS_BOT, githubAt } from './github.ts';
import type { ChangeReport } from './report.ts';
import { aRelease, aRepository, type ChangedRepository, OTHER, OWNER } from './testing-change.ts';
import { type AskedPull, aGithub, type LeftArtifact } from './testing-github.ts';
import { aZip } from './testing-zip.ts';

const LISTING = 'catalog/servers/com.example/weather/listing.json';

let there: ChangedRepository;
let github: Awaited<ReturnType<typeof aGithub>>;
beforeAll(async () => {
  there = await aRepository();
  github = await aGithub(there.remote.bare);
});
afterAll(async () => {
  await github[Symbol.asyncDispose]();
  there[Symbol.dispose]();
});
beforeEach(() => {
  there.git('push', '--quiet', '--force', 'origin', `${there.base}:refs/heads/main`);
  Object.assign(github.state, {
    isProtected: false,
    beforeBranch: () => {},
    comments: [],
    checks: [],
    waiting: [],
    started: [],
  });
  github.state.pulls.clear();
});

/** What an honest check leaves. */
function aReport(head: string, over: Partial<ChangeReport> = {}): LeftArtifact {
  const counts = { errors: 0, warnings: 0, entries: [], others: [], previews: [] };
  const report = { schemaVersion: 1, base: there.base, head, ...counts, ...over };
  return { name: 'pull-request-report', zip: aZip([['report.json', JSON.stringify(report)]]) };
}

/** Opens a pull request with a commit, or pushes the commit to it, and decides on it. */
async function decided(head: string, over: Partial<AskedPull> = {}, artifacts = [aReport(head)], path?: string) {
  // The commit comes from the remote, as it does on GitHub.
  there.git('push', '--quiet', '--force', 'origin', `${head}:refs/pull/7/head`);
  const runId = github.push({ number: 7, head, author: OWNER, ...over }, artifacts, path);
  const { api, token, repository } = github;
  return decide({
    ...{ github: await githubAt({ api, token, repository }), repository: there.repository },
    ...{ remote: 'origin', runId, merges: true, afterMerge: 'pages.yml' },
  });
}

const text = () => github.state.comments.map(({ body }) => body).join();
const labels = () => github.state.pulls.get(7)?.labels;
const filesOnMain = () =>
  there.git('ls-tree', '-r', '--name-only', there.git('ls-remote', 'origin', 'main').slice(0, 40));

describe('a change of low risk', () => {
  it("is merged when it is the owner's, with the reason in a comment", async () => {
    const result = await decided(there.change(aRelease()));
    expect(result).toMatchObject({ pull: 7, verdict: { risk: 'low' }, merge: { result: 'merged' } });
    there.git('fetch', '--quiet', 'origin', 'main');
    expect(filesOnMain()).toContain('weather/2.0.0.json');
    expect(text()).toContain('account 4242 may publish what it changes');
    expect(github.state.checks).toMatchObject([{ conclusion: 'success', annotations: [0] }]);
    expect(labels()).toEqual(['catalog: low risk']);
    expect(github.state.started).toEqual(['pages.yml']);
  });

  it('is left to GitHub where other checks are to pass first', async () => {
    github.state.isProtected = true;
    expect(await decided(there.change(aRelease()))).toMatchObject({ merge: { result: 'waits' } });
    expect(github.state.waiting).toEqual(['PR_7']);
  });

  it('is judged anew when the branch has moved meanwhile', async () => {
    const rival = there.change({ [LISTING]: aListing({ owners: [{ githubId: OWNER.id }], tags: ['first'] }) });
    let asked = 0;
    github.state.beforeBranch = () => {
      asked += 1;
      if (asked === 2) there.git('push', '--quiet', '--force', 'origin', `${rival}:refs/heads/main`);
    };
    expect(await decided(there.change(aRelease()))).toMatchObject({ verdict: { risk: 'faulty' }, merge: null });
    expect(text()).toContain('E515');
  });

  it.each<[string, Partial<AskedPull>, string]>([
    ['somebody else asks', { author: OTHER }, 'none of them'],
    ['it is a draft', { isDraft: true }, 'it is a draft'],
    ['a program asks', { type: 'Bot' }, 'a program asks for it'],
    ['somebody else has pushed', { pushedBy: OTHER }, 'pushed by another account'],
    ['the branch is not theirs', { from: { id: 5, owner: OTHER } }, 'pushed by another account'],
  ])('is left to a person when %s', async (_what, over, reason) => {
    expect(await decided(there.change(aRelease()), over)).toMatchObject({ verdict: { risk: 'person' }, merge: null });
    expect(text()).toContain(reason);
  });
});

it('asks the base who owns an entry, not the change', async () => {
  const taken = aListing({ owners: [{ githubId: OTHER.id }] });
  expect(await decided(there.change({ [LISTING]: taken }), { author: OTHER })).toMatchObject({
    verdict: {
      risk: 'person',
      reasons: [
        'com.example/weather: its owners change',
        `com.example/weather has owners, and account ${OTHER.id} (${OTHER.login}) is none of them`,
      ],
    },
  });
});

describe('what a run hands over', () => {
  it.each<[string, (head: string) => LeftArtifact[], string]>([
    ['is missing', () => [], 'handed nothing over'],
    ['is on another pull request', () => [aReport('a'.repeat(40))], 'a report on another commit'],
    ['is oversized', (head) => [{ ...aReport(head), bytes: 2 ** 31 }], '2147483648 bytes'],
    [
      'is longer than GitHub says',
      () => [{ name: 'pull-request-report', zip: Buffer.alloc(2 ** 21), bytes: 9 }],
      'longer than',
    ],
    [
      'is a bomb',
      (head) => [aReport(head, { others: Array(100_000).fill('x'.repeat(290)) })],
      'a file in it has more than',
    ],
    ['is of another shape', (head) => [aReport(head, { errors: -1 })], 'not of the shape'],
    ['is there twice', (head) => [aReport(head), aReport(head)], 'two reports'],
    ['is no archive', () => [{ name: 'pull-request-report', zip: Buffer.from('hi') }], 'no zip archive'],
  ])('makes a person look when it %s', async (_what, left, reason) => {
    const head = there.change(aRelease());
    expect(await decided(head, {}, left(head))).toMatchObject({ verdict: { risk: 'person' }, merge: null });
    expect(text()).toContain(reason);
  });

  it('cannot hide errors', async () => {
    const head = there.change({ [LISTING]: { tags: 1 } });
    expect(await decided(head)).toMatchObject({ verdict: { risk: 'faulty' }, merge: null });
    expect(github.state.checks).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('is no matter when another workflow has the same name', async () => {
    const head = there.change(aRelease());
    const result = await decided(head, {}, [aReport(head)], '.github/workflows/mine.yml');
    expect(result).toMatchObject({ pull: null });
    expect(text()).toBe('');
  });
});

it('has one comment and one label, whatever happens to the pull request', async () => {
  github.state.comments.push({
    id: 1,
    number: 7,
    userId: 99,
    body: '<!-- mcp-registry: pull request -->\nmine, not yours',
  });
  await decided(there.change({ [LISTING]: { tags: 1 } }));
  expect(labels()).toEqual(['catalog: to mend']);
  await decided(there.change({ [LISTING]: aListing({ owners: [OTHER, OWNER].map(({ id }) => ({ githubId: id })) }) }));
  expect(labels()).toEqual(['catalog: for a person']);
  expect(github.state.comments.map(({ userId }) => userId)).toEqual([99, ACTIONS_BOT]);
  expect(github.state.comments[1]?.body).toContain('its owners change');
});

it('hands GitHub fifty annotations in a call', async () => {
  const entry = (at: number) => [
    [`catalog/servers/com.many/n${at}/1.0.0.json`, { ...aServerJson({ name: `com.many/n${at}` }), description: 1 }],
    [`catalog/servers/com.many/n${at}/listing.json`, aListing()],
  ];
  await decided(there.change(Object.fromEntries(Array.from({ length: 60 }, (_, at) => entry(at)).flat())));
  expect(github.state.checks[0]?.annotations.slice(0, 1)).toEqual([50]);
  expect(github.state.checks[0]?.annotations.length).toBeGreaterThan(1);
});

it('says nothing to whoever changes code alone, but in a check run', async () => {
  await decided(there.change({ 'README.md': 'three' }));
  expect(text()).toBe('');
  expect(github.state.checks).toMatchObject([{ conclusion: 'neutral' }]);
});

it('leaves alone a pull request that is not at the commit any more, or goes elsewhere', async () => {
  expect(await decided(there.change(aRelease()), { base: 'old' })).toMatchObject({ pull: null });
  expect(github.state.checks).toEqual([]);
});
