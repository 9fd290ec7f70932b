import { UserError } from '../../../catalog/user-error.ts';
import type { MemoryStore } from '../memory/store.ts';
import { directTarget, pullRequestTarget } from './git-target.ts';
import type { PublishingSettings } from './settings.ts';
import { folderTarget, memoryTarget, type Target } from './target.ts';

/** Where settings say that published entries go. */
export function targetOf({ into, githubApi: api }: PublishingSettings, store: MemoryStore | null): Target {
  switch (into.mode) {
    case 'memory':
      if (store) return memoryTarget(store);
      throw new UserError('--publish memory has no memory to publish into: it goes with --database-type memory');
    case 'folder':
      return folderTarget(into.catalog);
    case 'direct': {
      const { remote, branch, folder, token } = into;
      return directTarget({ remote, branch, folder, ...(token === null ? {} : { token }) });
    }
    case 'pull-request':
      return pullRequestTarget({ api, repository: into.repository, token: into.token }, into.folder);
  }
}
