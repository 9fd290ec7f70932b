import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Author, type GitOptions, git, gitOutput, withoutSecrets } from '../git/git.ts';
import { type Move, moveBranch } from '../git/git-push.ts';
import { UserError } from '../user-error.ts';

/** The most bytes of git's lists, and of a diff. */
const MAX_BYTES = 256 * 2 ** 20;
const TIMEOUT_MS = 600_000;

/** What a commit is made of, beside its files. */
interface Words {
  parent: string;
  message: string;
  author: Author;
  at: Date;
}

/**
 * A private copy of some branches of remote repositories, in a folder that goes away with it. Nothing of it can lead out
 * of it: no hooks, no filters, and links are refused, not followed. Its methods throw `UserError` where git fails.
 */
export class GitCopy implements AsyncDisposable {
  readonly folder: string;
  readonly #options: GitOptions;

  private constructor(folder: string, env: Record<string, string>) {
    this.folder = folder;
    this.#options = { cwd: folder, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, env };
  }

  /** An empty copy. The token, if there is one, is shown to the hosts of these addresses and to nobody else. */
  static async open(addresses: string[], token?: string): Promise<GitCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'catalog-copy-'));
    const copy = new GitCopy(folder, {
      GIT_LITERAL_PATHSPECS: '1',
      ...settingsAsEnv([...AS_IT_IS, ...credentials(addresses, token)]),
    });
    try {
      await copy.#run(['init', '--quiet', '--template=', '--initial-branch', 'none']);
      await mkdir(join(folder, '.git/info'), { recursive: true });
      await writeFile(join(folder, '.git/info/attributes'), '* -text !eol -ident -filter !working-tree-encoding\n');
      return copy;
    } catch (error) {
      await copy[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The newest commit of a branch; with `depth` as many, and with `whole` all that came before. */
  async fetch(remote: string, branch: string, { whole = false, depth: commits = 1 } = {}): Promise<string> {
    const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap='];
    const ref = `refs/copy/${branch}`;
    const depth = whole ? [] : [`--depth=${commits}`];
    await this.#run(['fetch', ...quiet, ...depth, '--', remote, `+refs/heads/${branch}:${ref}`], {}, remote);
    return this.#word(['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
  }

  async has(remote: string, branch: string): Promise<boolean> {
    const asked = ['ls-remote', '--exit-code', '--', remote, `refs/heads/${branch}`];
    if ((await git(asked, this.#options)).code === 2) return false;
    // Once more where it failed, for its words.
    return (await this.#run(asked, {}, remote)) !== '';
  }

  /** The branches of a remote repository whose names begin so. */
  async branches(remote: string, prefix: string): Promise<string[]> {
    const listed = await this.#run(['ls-remote', '--', remote, `refs/heads/${prefix}*`], {}, remote);
    return listed.split('\n').flatMap((line) => line.split('\trefs/heads/')[1] ?? []);
  }

  /** What a commit has added or changed below a path, by whole paths. Its parent has to be here. */
  async changedFiles(commit: string, path: string): Promise<Map<string, string>> {
    const kinds = ['--no-renames', '--diff-filter=AMT', '--name-only'];
    const listed = await this.#run(['diff-tree', '-r', '-z', ...kinds, `${commit}^`, commit, '--', path]);
    const files = new Map<string, string>();
    for (const file of listed.split('\0').filter((each) => each !== ''))
      files.set(file, await this.#run(['cat-file', 'blob', `${commit}:${file}`]));
    return files;
  }

  /** The words of a commit. */
  message(commit: string): Promise<string> {
    return this.#run(['show', '--no-patch', '--format=%B', commit]);
  }

  /** Who made a commit, by their address, and when. */
  async authorship(commit: string): Promise<{ emails: string[]; at: Date }> {
    const [by = '', committer = '', seconds] = (
      await this.#word(['show', '--no-patch', '--format=%ae%n%ce%n%ct', commit])
    ).split('\n');
    return { emails: [by, committer], at: new Date(Number(seconds) * 1000) };
  }

  /** Puts the files of a commit that are at these paths, or below them, into the folder. Only plain files may be there. */
  async checkOut(commit: string, paths: string[]): Promise<number> {
    const listed = await this.#run(['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...paths]);
    const files = listed.split('\0').filter((line) => line !== '');
    for (const file of files) expectPlain(file.slice(0, file.indexOf(' ')), file.slice(file.indexOf('\t') + 1));
    await this.#run(['read-tree', commit]);
    const input = files.map((file) => `${file.slice(file.indexOf('\t') + 1)}\0`).join('');
    await this.#run(['checkout-index', '--quiet', '-z', '--stdin'], { input });
    return files.length;
  }

  /** Commits what is below a path now: null where that is what the parent has. Equal files and words make an equal commit. */
  async commit(path: string, { parent, message, author, at }: Words): Promise<string | null> {
    await mkdir(join(this.folder, path), { recursive: true });
    await this.#run(['add', '--all', '--force', '--', path]);
    const tree = await this.#word(['write-tree']);
    const changed = await this.#run(['diff-tree', '-r', '-z', '--raw', '--no-renames', parent, tree]);
    if (changed === '') return null;
    const words = changed.split('\0');
    for (let word = 0; word + 1 < words.length; word += 2) {
      const [, mode = ''] = words[word]?.split(' ') ?? [];
      if (mode !== GONE) expectPlain(mode, words[word + 1] ?? '');
    }
    const date = `@${Math.floor(at.getTime() / 1000)} +0000`;
    const env = {
      ...{ GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: date },
      ...{ GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email, GIT_COMMITTER_DATE: date },
    };
    const input = `${message.replaceAll('\0', '').trim()}\n`;
    return this.#word(['-c', 'i18n.commitEncoding=UTF-8', 'commit-tree', tree, '-p', parent], { input, env });
  }

  /** What a commit changes, as `git diff` shows it. */
  diff(parent: string, commit: string): Promise<string> {
    return this.#run(['diff-tree', '-r', '-p', '--no-renames', '--no-ext-diff', '--no-textconv', parent, commit]);
  }

  /** As `moveBranch`. */
  push(move: Move): Promise<string | null> {
    return moveBranch(move, this.#options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #word(args: string[], more?: Partial<GitOptions>): Promise<string> {
    return (await this.#run(args, more)).trim();
  }

  async #run(args: string[], { env, ...more }: Partial<GitOptions> = {}, remote?: string): Promise<string> {
    const what = remote === undefined ? 'Working on a copy of the catalog' : `Reading ${withoutSecrets(remote)}`;
    const options = { ...this.#options, ...more, env: { ...this.#options.env, ...env } };
    return (await gitOutput(what, args, options)).toString('utf8');
  }
}

/** What is committed is what was written, and links are not made. */
const AS_IT_IS: Setting[] = [
  ['core.symlinks', 'false'],
  ['core.autocrlf', 'false'],
  ['core.fsmonitor', 'false'],
];

const PLAIN = '100644';
const GONE = '000000';

function expectPlain(mode: string, path: string): void {
  if (mode === PLAIN) return;
  const shown = JSON.stringify(path);
  throw new UserError(`${shown} in the catalog is no plain file (mode ${mode}): only files without links belong there`);
}

type Setting = readonly [name: string, value: string];

function credentials(addresses: string[], token: string | undefined): Setting[] {
  if (token === undefined) return [];
  const hosts = new Set(addresses.filter((address) => /^https?:/.test(address)).map((each) => new URL(each).origin));
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  return [
    ['http.followRedirects', 'false'],
    // An empty value takes away what other settings would send.
    ...[...hosts].flatMap((host) => ['', header].map((value): Setting => [`http.${host}/.extraHeader`, value])),
  ];
}

/** Settings of git for one process, in its environment: what stands on a command line can be read by everyone. */
function settingsAsEnv(settings: Setting[]): Record<string, string> {
  const inherited = Number(process.env.GIT_CONFIG_COUNT ?? 0);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${inherited + index}`, key],
    [`GIT_CONFIG_VALUE_${inherited + index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(inherited + settings.length), ...Object.fromEntries(numbered) };
}
