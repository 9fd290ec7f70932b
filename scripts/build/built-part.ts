import type { Content } from '../../site/made-file.ts';

/** A file of a build: its path from the root, and what is in it, or what makes that. */
export type BuiltFile = readonly [path: string, content: Content | (() => Content), ...unknown[]];

/** What a build makes at once, or leaves as the one before has made it: see `MadePart`. */
export interface BuiltPart {
  name: string;
  from?: readonly unknown[] | undefined;
  files(): Iterable<BuiltFile>;
}

/** A part of one file. */
export function partOf(file: BuiltFile, from?: readonly unknown[]): BuiltPart {
  return { name: file[0], from, files: () => [file] };
}
