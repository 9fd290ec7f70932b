import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { publishedFiles } from '../../catalog/base.ts';
import { applyEdit } from '../../catalog/json/json-edit.ts';
import type { Problem } from '../../catalog/problem.ts';
import { typedFiles, validateCatalog, validateFiles } from './check.ts';

/** Edits can uncover others, such as white space in a field that had an old name. */
const MAX_ROUNDS = 5;

interface FixOptions {
  /** Change published versions too. */
  force: boolean;
  base?: string | undefined;
}

/** Makes the safe changes in a catalog's files, and says what it did. */
export async function fixCatalog(folder: string, { force, base }: FixOptions): Promise<string[]> {
  const revisions = base === undefined ? ['HEAD'] : ['HEAD', base];
  const published = await Promise.all(revisions.map((revision) => publishedFiles(folder, revision)));
  const fixed = new Set(force ? [] : published.flatMap((files) => [...files]).map((path) => resolve(folder, path)));
  return fixUntilDone(async () => (await validateCatalog(folder)).problems, fixed);
}

/** The same for single files. One that is a version of a catalog in git counts as published when it was committed. */
export async function fixFiles(paths: string[], { force }: FixOptions): Promise<string[]> {
  const files = typedFiles(paths);
  const committed = await Promise.all(files.map(async (file) => ((await isCommittedVersion(file)) ? [file] : [])));
  return fixUntilDone(async () => validateFiles(paths).problems, new Set(force ? [] : committed.flat()));
}

/** A version lies in `<catalog>/servers/<namespace>/<name>/`. */
async function isCommittedVersion(file: string): Promise<boolean> {
  const folder = resolve(dirname(file), '../../..');
  const published = await publishedFiles(folder);
  return [...published].some((path) => resolve(folder, path) === file);
}

async function fixUntilDone(judge: () => Promise<Problem[]>, published: Set<string>): Promise<string[]> {
  const said: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const problems = await judge();
    const broken = new Set(problems.filter(({ code }) => code.startsWith('E1')).map(({ file }) => file));
    const fixable = problems.filter(({ file, edit }) => edit && !broken.has(file) && !published.has(resolve(file)));
    if (fixable.length === 0) return said;
    const done = [...byFile(fixable)].flatMap(([file, edits]) => fixFile(file, edits));
    if (done.length === 0) return said;
    said.push(...done);
  }
  return said;
}

function byFile(problems: Problem[]): Map<string, Problem[]> {
  const files = new Map<string, Problem[]>();
  for (const problem of problems) files.set(problem.file, [...(files.get(problem.file) ?? []), problem]);
  return files;
}

/** Makes the edits of one file that do not touch each other; the others' turn comes when it is judged anew. */
function fixFile(file: string, problems: Problem[]): string[] {
  const done: Problem[] = [];
  let text = readFileSync(file, 'utf8');
  for (const problem of problems) {
    const { pointer, edit } = problem;
    if (!edit || done.some((other) => overlap(other.pointer, pointer))) continue;
    const edited = applyEdit(text, pointer, edit);
    if (edited !== text) done.push(problem);
    text = edited;
  }
  if (done.length === 0) return [];
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return done.map(({ line, column, code, fix }) => `${file}:${line}:${column}  fixed ${code}  ${fix}`);
}

function overlap(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}
