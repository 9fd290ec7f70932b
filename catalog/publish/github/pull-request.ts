import { UserError } from '../../user-error.ts';
import { askGithub, type GithubRepository } from './repository.ts';

/** What shall be merged, and the words for it. */
export interface PullRequestDraft {
  /** A branch of the repository itself, or `login:branch` of a fork. */
  head: string;
  /** The branch that it is for. */
  base: string;
  title: string;
  /** Markdown. */
  body: string;
}

export interface PullRequest {
  url: string;
  number: number;
  /** False when it was open already: its words are left as they are. */
  isNew: boolean;
}

/** Opens a pull request, or finds the one that is open for the same branch. Throws `UserError`. */
export async function openPullRequest(
  github: GithubRepository,
  { head, base, title, body }: PullRequestDraft,
): Promise<PullRequest> {
  const open = await findPullRequest(github, { head, base });
  if (open) return open;
  try {
    return await askGithub(github, 'Opening a pull request', async (octokit, at) => {
      const { data } = await octokit.rest.pulls.create({ ...at, head, base, title, body, maintainer_can_modify: true });
      return { url: data.html_url, number: data.number, isNew: true };
    });
  } catch (error) {
    // Somebody was quicker: then it is there now.
    const other = error instanceof UserError ? await findPullRequest(github, { head, base }).catch(() => null) : null;
    if (other) return other;
    throw error;
  }
}

/** Opens a pull request, or gives the one that is open for the same branch these words. Throws `UserError`. */
export async function refreshPullRequest(
  github: GithubRepository,
  draft: PullRequestDraft,
): Promise<PullRequest & { isChanged: boolean }> {
  const pull = await openPullRequest(github, draft);
  if (pull.isNew) return { ...pull, isChanged: true };
  const { title, body } = draft;
  return askGithub(github, 'Bringing a pull request up to date', async (octokit, at) => {
    const place = { ...at, pull_number: pull.number };
    const { data } = await octokit.rest.pulls.get(place);
    // GitHub keeps line ends as a browser sends them.
    const isChanged = data.title !== title || data.body?.replaceAll('\r\n', '\n').trim() !== body.trim();
    if (isChanged) await octokit.rest.pulls.update({ ...place, title, body });
    return { ...pull, isChanged };
  });
}

/** Closes a pull request, and says why. Throws `UserError`. */
export async function closePullRequest(github: GithubRepository, number: number, why: string): Promise<void> {
  await askGithub(github, 'Closing a pull request', async (octokit, at) => {
    await octokit.rest.issues.createComment({ ...at, issue_number: number, body: why });
    await octokit.rest.pulls.update({ ...at, pull_number: number, state: 'closed' });
  });
}

/** Whether the newest pull request for a branch was closed by somebody who did not merge it. */
export async function wasDeclined(
  github: GithubRepository,
  { head, base }: Pick<PullRequestDraft, 'head' | 'base'>,
): Promise<boolean> {
  return askGithub(github, 'Looking for a pull request', async (octokit, at) => {
    const from = head.includes(':') ? head : `${at.owner}:${head}`;
    const { data } = await octokit.rest.pulls.list({ ...at, head: from, base, state: 'all', per_page: 1 });
    const [newest] = data;
    return newest?.state === 'closed' && newest.merged_at === null;
  });
}

/** The open pull request for a branch; null where there is none. */
export async function findPullRequest(
  github: GithubRepository,
  { head, base }: Pick<PullRequestDraft, 'head' | 'base'>,
): Promise<PullRequest | null> {
  return askGithub(github, 'Looking for a pull request', async (octokit, at) => {
    // Without an owner GitHub would leave the branch out of account, and find any.
    const from = head.includes(':') ? head : `${at.owner}:${head}`;
    const { data } = await octokit.rest.pulls.list({ ...at, head: from, base, state: 'open', per_page: 1 });
    const [found] = data;
    return found ? { url: found.html_url, number: found.number, isNew: false } : null;
  });
}
