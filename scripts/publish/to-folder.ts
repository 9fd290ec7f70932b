import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../catalog/git/git.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { rehearsal } from '../import/rehearsal.ts';
import type { Outcome } from './outcome.ts';
import { inOwnFile, type ReadServer } from './read-server.ts';

/** Puts versions into a catalog's folder, all or none of their files. Whose names they are is looked at when that is merged. */
export async function publishToCatalog(
  folder: string,
  servers: ReadServer[],
  { dryRun }: { dryRun: boolean },
): Promise<Outcome[]> {
  await using copy = dryRun ? await rehearsal(folder) : null;
  const submissions = servers.map(({ source }) => ({
    server: source.value,
    defaults: { nameOrigin: 'publisher' } as const,
  }));
  const { results } = await publishToFolder(copy?.folder ?? folder, submissions);
  return Promise.all(
    results.flatMap((result, index) => {
      const server = servers[index];
      return server ? [outcomeOf(server, result, { folder, copy: copy?.folder })] : [];
    }),
  );
}

type Result = Awaited<ReturnType<typeof publishToFolder>>['results'][number];

async function outcomeOf(
  server: ReadServer,
  { outcome, files, problems }: Result,
  { folder, copy }: { folder: string; copy: string | undefined },
): Promise<Outcome> {
  const { source, name, version } = server;
  const diffs = copy === undefined ? [] : await Promise.all(files.map((path) => diffOf(path, folder, copy)));
  return {
    ...{ file: source.file, name, version, outcome, problems: inOwnFile(problems, server) },
    ...(copy === undefined ? {} : { diff: diffs.join('') }),
    ...(files.length > 0 && copy === undefined ? { next: files.map((path) => join(folder, path)) } : {}),
  };
}

/** How a file would change, as `git diff` shows it; outside git as well. */
async function diffOf(path: string, before: string, after: string): Promise<string> {
  const old = join(before, path);
  const sides = [existsSync(old) ? old : '/dev/null', join(after, path)];
  const { stdout } = await git(['diff', '--no-index', '--no-color', '--no-ext-diff', '--', ...sides], { cwd: after });
  const text = stdout.toString('utf8');
  const from = sides[0] === '/dev/null' ? '/dev/null' : `a/${path}`;
  return `--- ${from}\n+++ b/${path}\n${text.slice(Math.max(0, text.indexOf('\n@@') + 1))}`;
}
