import type { Author } from '../../../catalog/git/git.ts';
import { branchFor } from '../../../catalog/publish/branch-name.ts';
import { type Decide, publishToFolder } from '../../../catalog/publish/folder.ts';
import { type CatalogRepository, changeCatalog } from '../../../catalog/publish/git-branch.ts';
import { placeToPush } from '../../../catalog/publish/github/place-to-push.ts';
import { openPullRequest } from '../../../catalog/publish/github/pull-request.ts';
import type { GithubRepository } from '../../../catalog/publish/github/repository.ts';
import type { Settlement } from '../../../catalog/publish/settle-submissions.ts';
import type { Change, Target } from './target.ts';

/** Whose commits they are: who asked for a change stands in its message. */
const AUTHOR: Author = { name: 'Registry API', email: 'registry-api@localhost' };

/** Commits on the branch that the catalog is read from. When somebody else was quicker, it is decided again. */
export function directTarget(repository: CatalogRepository): Target {
  return {
    change: async (decide, change) => {
      const { result } = await commit(repository, repository.branch, { decide, change });
      return { ...result, how: 'committed' };
    },
  };
}

/** A pull request for each change, from the repository itself or from a fork, whatever the token may. */
export function pullRequestTarget(github: GithubRepository, folder: string): Target {
  return {
    change: async (decide, change) => {
      const { repository, headFor } = await placeToPush(github);
      const branch = branchOf(change);
      const { result, commit: made } = await commit({ ...repository, folder }, branch, { decide, change });
      if (made === null) return { ...result, how: 'committed' };
      const draft = {
        head: headFor(branch),
        base: repository.branch,
        title: change.title,
        body: `${bodyOf(change)}\n`,
      };
      const { url } = await openPullRequest(github, draft);
      return { ...result, how: 'pull-request', url: new URL(url).href };
    },
  };
}

function commit(repository: CatalogRepository, to: string, { decide, change }: { decide: Decide; change: Change }) {
  return changeCatalog<Omit<Settlement, 'changed'>>(repository, {
    ...{ to, author: AUTHOR, message: `${change.title}\n\n${bodyOf(change)}` },
    change: (folder, at) => publishToFolder(folder, decide, { now: () => at }),
  });
}

/** Another branch for each version, and for what becomes of it. */
function branchOf({ kind, name, version }: Change): string {
  return branchFor(name, version ?? 'all').replace(/^publish/, kind);
}

/** Who asked, with nothing in it that a page would make more of than text. */
function bodyOf({ by }: Change): string {
  return `Asked for over the registry API by \`${by.replace(/[^\w./:@ +-]/g, '?')}\`.`;
}
