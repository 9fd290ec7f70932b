import { execFile } from 'node:child_process';
import { UserError } from '../user-error.ts';

/** Who a commit says it is by. */
export interface Author {
  name: string;
  email: string;
}

/** How git ended, and what it wrote. */
export interface GitEnd {
  code: number;
  stdout: Buffer;
  stderr: string;
}

export interface GitOptions {
  /** A folder inside the repository. */
  cwd: string;
  input?: string;
  env?: Record<string, string>;
  /** The most that is read of its output. */
  maxBytes?: number;
  timeoutMs?: number;
}

/** Nothing that git would do beside what it is asked: no hooks of this clone, no history of references, no cleaning up. */
const QUIETLY = ['core.hooksPath=/dev/null', 'core.logAllRefUpdates=false', 'gc.auto=0', 'maintenance.auto=false'];

/** What a hook of git sets for its children, to lead them to its repository: ours is the one at `cwd`. */
const LEADS_ELSEWHERE = [
  ...[
    'GIT_DIR',
    'GIT_COMMON_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_PREFIX',
    'GIT_NAMESPACE',
    'GIT_SHALLOW_FILE',
  ],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_QUARANTINE_PATH'],
];

/** Runs git to its end, with no shell and nobody to ask. Throws `UserError` when there is no git, or no end to it. */
export function git(
  args: string[],
  { cwd, input = '', env = {}, maxBytes = 2 ** 20, timeoutMs = 120_000 }: GitOptions,
): Promise<GitEnd> {
  const inherited = Object.entries(process.env).filter(([name]) => !LEADS_ELSEWHERE.includes(name));
  // Its words are in English, since we read some of them.
  const settled = { GIT_TERMINAL_PROMPT: '0', GCM_INTERACTIVE: 'never', LC_ALL: 'C', ...env };
  return new Promise((done, fail) => {
    const child = execFile(
      'git',
      [...QUIETLY.flatMap((setting) => ['-c', setting]), ...args],
      {
        ...{ cwd, encoding: 'buffer', maxBuffer: maxBytes, timeout: timeoutMs },
        env: { ...Object.fromEntries(inherited), ...settled },
      },
      (error, stdout, stderr) => {
        const said = withoutSecrets(stderr.toString('utf8'));
        if (!error) return done({ code: 0, stdout, stderr: said });
        if (typeof error.code === 'number') return done({ code: error.code, stdout, stderr: said });
        const why =
          error.killed && error.code === undefined ? `did not end within ${timeoutMs / 1000} s` : error.message;
        fail(new UserError(`git ${args[0]} ${withoutSecrets(why)}\n${said}`.trim(), { cause: error }));
      },
    );
    // A git that fails early does not read to the end, and says why by itself.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** What git wrote. Throws `UserError` that says what was tried, and what git said to it. */
export async function gitOutput(what: string, args: string[], options: GitOptions): Promise<Buffer> {
  const { code, stdout, stderr } = await git(args, options);
  if (code !== 0) throw new UserError(`${what} failed: git ${args[0]} ended with ${code}\n${stderr}`.trim());
  return stdout;
}

/** Text without the names and passwords that addresses in it carry: a log is read by many. */
export function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//');
}
