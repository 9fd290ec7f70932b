import type { Problem } from '../../catalog/problem.ts';
import { readCatalogFile } from '../../catalog/read-catalog.ts';
import { judgeFile } from '../../catalog/rules/judge.ts';
import { textIn } from '../../catalog/rules/server-view.ts';
import type { CatalogFile } from '../../catalog/sources.ts';

/** A server.json that someone wants to publish, and what is wrong with it by itself. */
export interface ReadServer {
  source: CatalogFile;
  name: string;
  version: string;
  problems: Problem[];
}

/** Reads and judges a file, which is a server.json whatever its name is. */
export function readServer(path: string): ReadServer {
  const source: CatalogFile = { ...readCatalogFile(path), kind: 'server' };
  const [name = '', version = ''] = ['name', 'version'].map((field) => textIn(source.value, field));
  return { source, name, version, problems: judgeFile(source) };
}

/** Faults that mean: this was written for another edition of the format. */
const OF_OLDER_DIALECTS: ReadonlySet<string> = new Set(['E304', 'W305', 'E322']);

export function isOlderDialect(problems: Problem[]): boolean {
  return problems.some(({ code }) => OF_OLDER_DIALECTS.has(code));
}

/**
 * Problems of a version where it would land, as problems of the file that was given: its place in the catalog is a folder that
 * is gone by now, or a file that was never written.
 */
export function inOwnFile(problems: Problem[], { source, name, version }: ReadServer): Problem[] {
  const landed = `/servers/${name}/`;
  return problems.map((problem) => {
    const at = problem.file.lastIndexOf(landed);
    if (at < 0) return problem;
    const path = problem.file.slice(at + 1);
    if (!path.endsWith(`/${version}.json`)) return { ...problem, file: path };
    return { ...problem, file: source.file, ...source.at(problem.pointer) };
  });
}
