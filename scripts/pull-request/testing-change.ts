import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gitIn } from '../../catalog/git/testing-git.ts';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { aRemote, type Remote } from '../status/testing-git.ts';
import { type Repository, repositoryOf } from './objects.ts';

/** Two accounts, and an entry of each, for tests of changes. */
export const OWNER = { id: 4242, login: 'weather-owner' };
export const OTHER = { id: 4343, login: 'notes-owner' };

const at = '2026-01-02T03:04:05Z';
const listed = { status: 'active' as const, publishedAt: at };

/** Files of a catalog whose two servers belong to two accounts. */
export const FILES = {
  'catalog/registry.json': aRegistry,
  'catalog/servers/com.example/weather/1.0.0.json': aServerJson(),
  'catalog/servers/com.example/weather/listing.json': aListing({ owners: [{ githubId: OWNER.id }] }),
  'catalog/servers/org.example/notes/1.0.0.json': aServerJson({
    name: 'org.example/notes',
    title: 'Notes',
    remotes: [{ type: 'streamable-http', url: 'https://notes.example.org/mcp' }],
  }),
  'catalog/servers/org.example/notes/listing.json': aListing({ owners: [{ githubId: OTHER.id }] }),
};

/** The files of version 2.0.0 of the weather, as its owner would publish it. */
export function aRelease(over: Parameters<typeof aServerJson>[0] = {}): Record<string, unknown> {
  const versions = { '1.0.0': listed, '2.0.0': listed };
  return {
    'catalog/servers/com.example/weather/2.0.0.json': aServerJson({ version: '2.0.0', ...over }),
    'catalog/servers/com.example/weather/listing.json': aListing({ owners: [{ githubId: OWNER.id }], versions }),
  };
}

/** A thing in a tree: with another mode, or of another name than a text has. `content` is a commit's name for `160000`. */
export interface Crafted {
  mode: string;
  path: string | Buffer;
  content: string;
}

/** A repository with a catalog on its branch main, its remote, and ways to change it. */
export interface ChangedRepository extends Disposable {
  remote: Remote;
  cwd: string;
  repository: Repository;
  base: string;
  /** Makes a commit on top of `base`: with these files, without those that are null. Gives its name. */
  change(files: Record<string, unknown>, ...crafted: Crafted[]): string;
  git(...args: string[]): string;
}

/** `prepare` puts more into the first commit than a catalog. */
export async function aRepository(
  files: Record<string, unknown> = FILES,
  prepare: (folder: string) => void = () => {},
): Promise<ChangedRepository> {
  const remote = aRemote();
  const { cwd } = remote.clone();
  const git = (...args: string[]) => gitIn(cwd, ...args);
  prepare(cwd);
  writeCatalog(cwd, files);
  git('add', '--all');
  git('commit', '--quiet', '-m', 'a catalog');
  git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  const base = git('rev-parse', 'HEAD');
  return {
    ...{ remote, cwd, base, git, repository: await repositoryOf(join(cwd, 'catalog')) },
    change: (changed, ...crafted) => importCommit(cwd, base, changed, crafted),
    [Symbol.dispose]: () => remote[Symbol.dispose](),
  };
}

/** One commit by `git fast-import`, which takes what no work tree would hold. */
function importCommit(cwd: string, base: string, files: Record<string, unknown>, crafted: Crafted[]): string {
  const lines: (string | Buffer)[] = [
    'commit refs/made\nmark :1\ncommitter a <a@b> 1767225600 +0000\ndata 1\na\n',
    `from ${base}\n`,
  ];
  const add = (mode: string, path: string | Buffer, content: string) => {
    if (mode === '160000') lines.push(`M ${mode} ${content} `, path, '\n');
    else lines.push(`M ${mode} inline `, path, `\ndata ${Buffer.byteLength(content)}\n${content}\n`);
  };
  for (const [path, content] of Object.entries(files)) {
    if (content === null) lines.push(`D ${path}\n`);
    else add('100644', path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
  for (const { mode, path, content } of crafted) add(mode, path, content);
  const input = Buffer.concat([...lines, '\nget-mark :1\ndone\n'].map((line) => Buffer.from(line)));
  return execFileSync('git', ['fast-import', '--quiet', '--force', '--done'], { cwd, input, encoding: 'utf8' }).trim();
}

/** A commit whose tree has this name among its folders: no index would hold it, `git mktree` makes it. */
export function commitWithFolder({ cwd, base, git }: ChangedRepository, name: string): string {
  const made = (line: string) =>
    execFileSync('git', ['mktree', '--missing'], { cwd, input: `${line}\n`, encoding: 'utf8' }).trim();
  const leaf = made(`100644 blob ${git('rev-parse', `${base}:catalog/registry.json`)}\t2.0.0.json`);
  const path = [name, 'com.example', 'servers', 'catalog'];
  const root = path.reduce((tree, folder) => made(`040000 tree ${tree}\t${folder}`), leaf);
  return git('commit-tree', root, '-p', base, '-m', 'a crafted tree');
}
