import * as z from 'zod';
import { type ChangeClass, CLASSES } from './classes.ts';
import type { JudgedChange } from './judge-change.ts';

const Commit = z.string().regex(/^[0-9a-f]{40}$/);
const Line = z.string().max(300);
const MOST = 200;

/**
 * What the job without rights hands over, as `report.json`. It was made in a run that a pull request may have rewritten: so it
 * is a claim, which the job with rights holds against what it finds itself. It decides nothing.
 */
export const ChangeReport = z.strictObject({
  schemaVersion: z.literal(1),
  base: Commit,
  head: Commit,
  errors: z.int().min(0),
  warnings: z.int().min(0),
  entries: z.array(z.strictObject({ name: Line, classes: z.array(z.enum(keysOf(CLASSES))) })).max(MOST),
  others: z.array(Line).max(MOST),
  /** Paths of pages in the artifact with previews. */
  previews: z.array(Line).max(MOST),
});
export type ChangeReport = z.infer<typeof ChangeReport>;

/** So many bytes hold every report. */
export const REPORT_BYTES = 262_144;

export function reportOf(
  change: Pick<JudgedChange, 'base' | 'head' | 'problems' | 'others'>,
  entries: { name: string; classes: ChangeClass[] }[],
  previews: string[],
): ChangeReport {
  const count = (which: string) => change.problems.filter(({ severity }) => severity === which).length;
  return {
    schemaVersion: 1,
    base: change.base,
    head: change.head,
    errors: count('error'),
    warnings: count('warning'),
    entries: entries.slice(0, MOST).map(({ name, classes }) => ({ name: cut(name), classes })),
    others: change.others.slice(0, MOST).map(cut),
    previews: previews.slice(0, MOST).map(cut),
  };
}

function cut(text: string): string {
  return text.slice(0, 300);
}

function keysOf(classes: Record<ChangeClass, unknown>): ChangeClass[] {
  const isClass = (key: string): key is ChangeClass => key in classes;
  return Object.keys(classes).filter(isClass);
}
