import type { Content } from '../../site/made-file.ts';

/** A file of a build: its path from the root, and what is in it, or what makes that. */
export type BuiltFile = readonly [path: string, content: Content | (() => Content), ...unknown[]];

/** What a build makes at once, or leaves as the one before has made it: see `MadePart`. */
export interface BuiltPart {
  name: string;
  from?: readonly unknown[] | undefined;
  files(): Iterable<BuiltFile>;
}

/** The parts of a build, one after the other. What is made elsewhere meanwhile comes as a promise: waiting for each of thousands takes long. */
export type BuiltParts = Iterable<BuiltPart | Promise<BuiltPart>>;

/** A part of one file. */
export function partOf(file: BuiltFile, from?: readonly unknown[]): BuiltPart {
  return { name: file[0], from, files: () => [file] };
}
