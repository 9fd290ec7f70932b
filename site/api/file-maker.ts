import type { Snapshot } from '../../catalog/snapshot.ts';

/** Makes the files of one kind that other programs read: path from the site's root → content. Pure. */
export type FileMaker = (snapshot: Snapshot) => [path: string, content: string][];

/** A value as a file of JSON. */
export function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
