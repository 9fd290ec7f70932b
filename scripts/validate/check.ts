import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compareWithBase } from '../../catalog/base.ts';
import { type Catalog, loadCatalog } from '../../catalog/load.ts';
import { byPlace, type Problem } from '../../catalog/problem.ts';
import { readCatalogFile } from '../../catalog/read-catalog.ts';
import { judgeCatalog, judgeFile } from '../../catalog/rules/judge.ts';
import { EXIT, UserError } from '../command.ts';
import { count } from './count.ts';

/** A catalog, and everything that is wrong with it. `subject` says what was looked at: `167 entries, 169 versions`. */
export async function validateCatalog(
  folder: string,
): Promise<{ loaded: Catalog; problems: Problem[]; subject: string }> {
  expectThere(folder, 'folder');
  const loaded = await loadCatalog(folder);
  const { entries } = loaded.sources;
  const versions = entries.reduce((sum, entry) => sum + entry.versions.size, 0);
  const subject = `${count(entries.length, 'entry', 'entries')}, ${count(versions, 'version')}`;
  return { loaded, problems: judgeCatalog(loaded), subject };
}

/** What a catalog has changed of what a git revision had published. */
export async function compareCatalog(folder: string, base: string): Promise<Problem[]> {
  try {
    return await compareWithBase(folder, base);
  } catch (cause) {
    const message = `git cannot compare ${folder} with ${base}: it needs a checkout that has this revision`;
    throw new UserError(message, { exitCode: EXIT.misuse, cause });
  }
}

/** Everything that is wrong with single files, wherever they lie. */
export function validateFiles(paths: string[]): { problems: Problem[]; subject: string } {
  const files = typedFiles(paths);
  const problems = files.flatMap((file) => judgeFile(readCatalogFile(file)));
  return { problems: problems.sort(byPlace), subject: count(files.length, 'file') };
}

/** npm runs scripts in the project's folder; what was typed means the folder it was typed in. */
export function typedFiles(paths: string[]): string[] {
  const files = paths.map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path));
  for (const file of files) expectThere(file, 'file');
  return files;
}

function expectThere(path: string, kind: 'file' | 'folder'): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`There is no ${kind} ${path}`, { exitCode: EXIT.misuse });
  if (found.isDirectory() !== (kind === 'folder'))
    throw new UserError(`${path} is not a ${kind}`, { exitCode: EXIT.misuse });
}
