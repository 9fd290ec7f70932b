import { readFileSync } from 'node:fs';
import { EXIT, UserError } from '../command.ts';

/**
 * The token of GitHub, from a file or from the environment; undefined where there is none. There is no flag for the token
 * itself: what stands on a command line is seen by all who may list processes.
 */
export function githubToken(file: string | undefined, env = process.env): string | undefined {
  if (file === undefined) return env.GITHUB_TOKEN?.trim() || env.GH_TOKEN?.trim() || undefined;
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (/^\S{1,1024}$/.test(token)) return token;
  } catch (cause) {
    throw new UserError(`The token cannot be read from ${file}`, { exitCode: EXIT.misuse, cause });
  }
  throw new UserError(`${file} holds no token: it should hold one, and nothing else`, { exitCode: EXIT.misuse });
}
