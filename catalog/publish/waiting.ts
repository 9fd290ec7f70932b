import { posix } from 'node:path';
import type { Author } from '../git/git.ts';
import type { CatalogRepository } from './git-branch.ts';
import { GitCopy } from './git-copy.ts';

/** A change of a catalog that was pushed to a branch of its own, and waits to be merged. */
export interface WaitingChange {
  branch: string;
  message: string;
  /** What it adds or changes below `servers/`, by paths from there: the texts of its files. */
  files: Map<string, string>;
}

/** The changes that wait on branches whose names begin so, as far as this author made them. Throws `UserError`. */
export async function waitingChanges(
  { remote, pushRemote = remote, folder = 'catalog', token }: CatalogRepository,
  { prefix, author }: { prefix: string; author: Author },
): Promise<WaitingChange[]> {
  await using copy = await GitCopy.open([pushRemote], token);
  const servers = posix.join(folder, 'servers');
  const changes: WaitingChange[] = [];
  for (const branch of await copy.branches(pushRemote, prefix)) {
    const commit = await copy.fetch(pushRemote, branch, { depth: 2 });
    const { emails } = await copy.authorship(commit);
    if (!emails.every((email) => email === author.email)) continue;
    const changed = await copy.changedFiles(commit, servers);
    const files = new Map([...changed].map(([path, text]) => [posix.relative(servers, path), text]));
    changes.push({ branch, message: await copy.message(commit), files });
  }
  return changes;
}
