import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Author, type GitOptions, gitOutput } from '../../catalog/git/git.ts';
import { encodeStore } from './encoding.ts';
import { momentOf, type Store } from './store.ts';

/**
 * Makes a commit without parents that holds a store, in the clone's objects alone. Its date is the moment of the store, so
 * that equal stores of one registry make the same commit.
 */
export async function commitStore(store: Store, { name, email }: Author, cwd: string): Promise<string> {
  const run = async (args: string[], options: Partial<GitOptions> = {}) => {
    const output = await gitOutput('Making the commit of the statuses', args, { cwd, ...options });
    return output.toString('utf8').trim();
  };
  const folder = await mkdtemp(join(tmpdir(), 'status-commit-'));
  try {
    const files = [...encodeStore(store)];
    await mkdir(join(folder, 'shards'));
    await Promise.all(files.map(([path, content]) => writeFile(join(folder, path), content)));
    const paths = files.map(([path]) => `${join(folder, path)}\n`).join('');
    const hashes = (await run(['hash-object', '-w', '--no-filters', '--stdin-paths'], { input: paths })).split('\n');
    const blobs = files.map(([path], index) => ({ path, line: `100644 blob ${hashes[index]}\t` }));
    const treeOf = (within: string) =>
      blobs
        .filter(({ path }) => dirname(path) === within)
        .map(({ path, line }) => `${line}${path.split('/').at(-1)}\n`);
    const shards = await run(['mktree'], { input: treeOf('shards').join('') });
    const tree = await run(['mktree'], { input: [...treeOf('.'), `040000 tree ${shards}\tshards\n`].join('') });

    const moment = momentOf(store);
    const date = `@${Math.floor(Date.parse(moment) / 1000)} +0000`;
    const env = {
      ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
      ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date },
    };
    const message = `Status of ${store.records.size} servers at ${moment}\n`;
    return await run(['-c', 'i18n.commitEncoding=UTF-8', 'commit-tree', tree], { input: message, env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
