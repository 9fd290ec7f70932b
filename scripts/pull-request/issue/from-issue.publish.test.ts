import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../../catalog/git/testing-git.ts';
import { githubAt } from '../github.ts';
import { aRepository, type ChangedRepository } from '../testing-change.ts';
import { aGithub } from '../testing-github.ts';
import { fromIssue } from './from-issue.ts';
import { aForm } from './testing-form.ts';

const ACME = { id: 7, login: 'acme' };
const PLACES = { address: 'https://weather.acme.example/mcp', categories: 'data' };

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
  Object.assign(github.state, { comments: [], opened: [] });
  gitIn(there.remote.bare, 'update-ref', '-d', 'refs/heads/issue-9');
});

/** What becomes of issue 9 with this body. */
async function made(body: string, user = ACME) {
  github.state.issues.set(9, { user, body });
  const { api, token, repository } = github;
  return fromIssue(9, {
    ...{ github: await githubAt({ api, token, repository }), repository: { api, token, repository } },
    ...{ remote: `file://${there.remote.bare}`, author: { name: 'Test', email: 'test@noreply.invalid' } },
  });
}

const shown = (path: string) => JSON.parse(gitIn(there.remote.bare, 'show', `issue-9:catalog/servers/${path}`));
const comments = () => github.state.comments.map(({ body }) => body);

describe('a filled form', () => {
  it('becomes a pull request, and the same one when it is edited', async () => {
    const url = 'https://github.example/acme/registry/pull/1';
    expect(await made(aForm(PLACES))).toEqual({ outcome: 'opened', url });
    expect(shown('io.github.acme/weather/listing.json')).toMatchObject({
      owners: [{ githubId: 7 }],
      categories: ['data'],
    });
    expect(await made(aForm({ ...PLACES, title: 'Weather' }))).toEqual({ outcome: 'opened', url });
    expect(shown('io.github.acme/weather/1.0.0.json')).toMatchObject({ title: 'Weather' });
    expect(comments()).toEqual([expect.stringContaining(url)]);
    expect(github.state.opened).toMatchObject([{ head: 'acme:issue-9', title: 'Add io.github.acme/weather 1.0.0' }]);
  });

  it('makes nobody an owner who has not proven the namespace', async () => {
    expect(await made(aForm({ ...PLACES, name: 'io.github.other/weather' }))).toMatchObject({ outcome: 'opened' });
    expect(shown('io.github.other/weather/listing.json')).toMatchObject({ owners: [], nameOrigin: 'derived' });
    expect(github.state.opened[0]?.body).toContain('has not proven the namespace');
  });

  it('is answered with all that is to mend, and mentions nobody', async () => {
    const hostile = { name: '../../@octocat', description: '@octocat <img src=x>', address: 'http://127.0.0.1/' };
    expect(await made(aForm(hostile))).toMatchObject({ outcome: 'faulty' });
    expect(
      comments()
        .join()
        .replaceAll(/(`+) .*? \1(?!`)/g, ''),
    ).not.toContain('octocat');
    expect(github.state.opened).toEqual([]);
  });

  it('cannot publish what belongs to somebody', async () => {
    const over = { ...PLACES, name: 'com.example/weather', version: '2.0.0' };
    expect(await made(aForm(over))).toMatchObject({
      outcome: 'faulty',
      faults: [expect.stringContaining('has owners')],
    });
  });
});

it('leaves other issues alone', async () => {
  expect(await made('It does not work')).toMatchObject({ outcome: 'none' });
  expect(comments()).toEqual([]);
});
