import { describe, expect, it } from 'vitest';
import { openIssues } from './issues.ts';
import { aNotification, githubStandIn } from './testing.ts';

const confirmed = aNotification();
const again = aNotification({ id: 'fedcba9876543210' });
const ended = aNotification({ endedAt: '2026-11-22T11:00:00.000Z' }, 'ended');

describe('the issue of a server', () => {
  it('is opened when an incident is confirmed, and closed with a word when it ends', async () => {
    await using github = await githubStandIn();
    const first = await openIssues(github.repository);
    expect(await first.tell(confirmed, { mention: ['octocat'] })).toBe(null);
    expect(github.issues).toMatchObject([{ state: 'open', labels: [{ name: 'incident' }], comments: [] }]);
    const later = await openIssues(github.repository);
    expect(await later.tell(ended, {})).toBe(null);
    expect(github.issues).toMatchObject([{ state: 'closed', state_reason: 'completed' }]);
    expect(github.issues[0]?.comments).toEqual([expect.stringContaining('works since')]);
  });

  it('is one at most: another incident is told in it, and the same one not again', async () => {
    await using github = await githubStandIn();
    const issues = await openIssues(github.repository);
    for (const each of [confirmed, confirmed, again]) expect(await issues.tell(each, {})).toBe(null);
    const anew = await openIssues(github.repository);
    expect(await anew.tell(confirmed, {})).toBe(null);
    expect(github.issues.map(({ comments }) => comments.length)).toEqual([1]);
  });

  it('is a new one for the next incident, and none is needed for what is over', async () => {
    await using github = await githubStandIn();
    const issues = await openIssues(github.repository);
    expect(await issues.tell(ended, {})).toBe(null);
    expect(github.issues).toEqual([]);
    for (const each of [confirmed, ended, again]) await issues.tell(each, {});
    expect(github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('is no issue of a stranger that only looks like it, and is found among many', async () => {
    const body = '<!-- incidents of com.example/weather -->';
    const stranger = { number: 1, title: 'mine', state: 'open', body, labels: [], comments: [] };
    const others = Array.from({ length: 150 }, (_none, index) => ({
      ...{ number: index + 2, title: 'x', state: 'open', body: `<!-- incidents of a/b${index} -->`, comments: [] },
      labels: [{ name: 'incident' }],
    }));
    await using github = await githubStandIn({ strangers: [stranger, ...others] });
    const issues = await openIssues(github.repository);
    expect(await issues.close('com.example/weather')).toBe(null);
    expect(await issues.close('a/b149')).toBe(null);
    expect(github.issues.filter(({ state }) => state === 'closed').map(({ number }) => number)).toEqual([151]);
  });

  it('says why nothing could be written', async () => {
    await using github = await githubStandIn({ mayWrite: false });
    const issues = await openIssues(github.repository);
    expect(await issues.tell(confirmed, {})).toBe('GitHub answers 403: the token needs issues: write');
    const stranger = { ...github.repository, token: 'other' };
    await expect(openIssues(stranger)).rejects.toThrow('GitHub answers 401');
  });
});
