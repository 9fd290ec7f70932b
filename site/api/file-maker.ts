import type { Site } from '../site.ts';

/** Makes the files of one kind that other programs read: path from the site's root → content. Pure: equal input gives equal bytes. */
export type FileMaker = (site: Site) => Iterable<[path: string, content: string]>;

/** A value as a file of JSON. */
export function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
