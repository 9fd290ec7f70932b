import type { Registry } from '../../registry.ts';
import type { Identity } from './identity.ts';

/**
 * Whether someone may change every entry, by what registry.json says at the revision that a change starts from. A job
 * may not, however its repository is owned: whoever writes to any repository of a moderator could start one.
 */
export function isModerator(identity: Identity, { moderators = [] }: Pick<Registry, 'moderators'>): boolean {
  if (identity.method !== 'github-at') return false;
  const accounts = [identity.account, ...identity.organizations];
  return accounts.some(({ id }) => moderators.some(({ githubId }) => githubId === id));
}
