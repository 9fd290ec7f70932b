import type { MadeFile } from '../made-file.ts';
import type { Site } from '../site.ts';

/** Makes the files of one kind that other programs read. Pure: equal input gives equal bytes. */
export type FileMaker = (site: Site) => Iterable<MadeFile>;

/** A value as a file of JSON. */
export function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
