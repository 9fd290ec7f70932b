import { expect, it } from 'vitest';
import { aRegistry } from '../../testing.ts';
import type { Identity } from './identity.ts';
import { isModerator } from './moderator.ts';

const octocat = { id: 1, login: 'octocat' };
const acme = { id: 2, login: 'acme' };

it.each<[boolean, Identity]>([
  [true, { method: 'github-at', account: octocat, organizations: [] }],
  [true, { method: 'github-at', account: { id: 7, login: 'someone' }, organizations: [acme] }],
  [false, { method: 'github-at', account: { id: 666, login: 'octocat' }, organizations: [] }],
  [false, { method: 'github-oidc', owner: octocat, repository: 'octocat/anything' }],
  [false, { method: 'dns', domain: 'example.com' }],
  [false, { method: 'oidc', subject: '1' }],
  [false, { method: 'none' }],
])('says %s of %j, whom registry.json names by their numbers', (expected, identity) => {
  const moderators = [{ githubId: 1 }, { githubId: 2 }];
  expect(isModerator(identity, { ...aRegistry, moderators })).toBe(expected);
  expect(isModerator(identity, aRegistry)).toBe(false);
});
