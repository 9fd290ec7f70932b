import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isError } from '../../catalog/publish/settle-entry.ts';
import type { ChangeClass } from './classes.ts';
import { classify } from './classify.ts';
import { type JudgedChange, judgeChange } from './judge-change.ts';
import type { Repository } from './objects.ts';
import { writePreview } from './preview.ts';
import type { Limits } from './refuse-files.ts';
import { reportOf } from './report.ts';

/** A judged change, with what it does to each entry. */
export interface CheckedChange extends JudgedChange {
  classes: { name: string; classes: ChangeClass[] }[];
  /** Paths of pages below the folder with previews. */
  previews: string[];
}

/**
 * Judges a change, and leaves in `out` what others get to see: `report/report.json`, and `preview/` with the pages of the
 * entries that change, where nothing is wrong with them.
 */
export async function checkChange(
  repository: Repository,
  revisions: { base: string; head: string },
  { out, limits }: { out?: string | undefined; limits?: Limits } = {},
): Promise<CheckedChange> {
  const change = await judgeChange(repository, revisions, limits);
  const classes = change.entries.map((entry) => ({ name: entry.name, classes: classify(entry) }));
  if (out === undefined) return { ...change, classes, previews: [] };
  const names = classes.map(({ name }) => name);
  const isFaulty = change.problems.some(isError);
  const previews = isFaulty || !change.catalog ? [] : await writePreview(join(out, 'preview'), change.catalog, names);
  mkdirSync(join(out, 'report'), { recursive: true });
  writeFileSync(join(out, 'report/report.json'), `${JSON.stringify(reportOf(change, classes, previews), null, 2)}\n`);
  return { ...change, classes, previews };
}
