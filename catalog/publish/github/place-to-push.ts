import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../user-error.ts';
import type { CatalogRepository } from '../git-branch.ts';
import { askGithub, type GithubRepository } from './repository.ts';

/** Where a branch for a pull request can be pushed to: the repository itself, or a fork of it. */
export interface PlaceToPush {
  repository: CatalogRepository;
  /** What a pull request calls a branch that was pushed there. */
  headFor: (branch: string) => string;
}

interface Patience {
  /** How long a new fork is waited for: GitHub makes it after it has answered. */
  forkTimeoutMs?: number;
  pollMs?: number;
}

/**
 * Finds out where the token's account may push a branch. Whoever may not write to the repository gets a fork, the one that
 * is there or a new one. In a rehearsal none is made: then `pushRemote` is missing. Throws `UserError`.
 */
export async function placeToPush(
  github: GithubRepository,
  { dryRun = false, ...patience }: { dryRun?: boolean } & Patience = {},
): Promise<PlaceToPush> {
  const found = await askGithub(github, 'Looking at the repository', async (octokit, at) => {
    return (await octokit.rest.repos.get(at)).data;
  });
  const repository = { remote: found.clone_url, branch: found.default_branch, token: github.token };
  if (found.permissions?.push || dryRun) return { repository, headFor: (branch) => branch };
  const fork = await forkOf(github, patience);
  return { repository: { ...repository, pushRemote: fork.cloneUrl }, headFor: (branch) => `${fork.owner}:${branch}` };
}

/** The account's fork. Asking for one that exists gives that one. */
async function forkOf(
  github: GithubRepository,
  { forkTimeoutMs = 120_000, pollMs = 2000 }: Patience,
): Promise<{ owner: string; cloneUrl: string }> {
  const made = await askGithub(github, 'Making a fork', async (octokit, at) => {
    return (await octokit.rest.repos.createFork({ ...at, default_branch_only: true })).data;
  });
  const fork = { ...github, repository: made.full_name };
  for (const until = performance.now() + forkTimeoutMs; ; ) {
    if (await hasBranch(fork, made.default_branch)) return { owner: made.owner.login, cloneUrl: made.clone_url };
    if (performance.now() > until) {
      const what = `The fork ${made.full_name} is not there after ${forkTimeoutMs / 1000} s`;
      throw new UserError(`${what}: try again later, it will be found`);
    }
    await delay(pollMs);
  }
}

/** Whether a branch is there; while a fork is being made, neither it nor its branches are. */
async function hasBranch(github: GithubRepository, branch: string): Promise<boolean> {
  return askGithub(github, 'Looking at the fork', async (octokit, at) => {
    const { data } = await octokit.rest.repos.listBranches({ ...at, per_page: 100 }).catch((error: unknown) => {
      if (error instanceof Error && 'status' in error && error.status === 404) return { data: [] };
      throw error;
    });
    return data.some(({ name }) => name === branch);
  });
}
