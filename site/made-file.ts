/** Text, or its bytes where those are at hand. What is long comes in pieces: to take memory for all of it costs more than to make it. */
export type Content = string | Uint8Array | readonly Uint8Array[];

/**
 * A file of the site: its path from the root, and its content, or what makes it. Where it is said what it is made from, it need not
 * be made anew as long as each of that is the same as last time, by `Object.is`.
 */
export type MadeFile = [path: string, content: Content | (() => Content), from?: readonly unknown[]];

/** What is made, or left as it is, at once: one file, or all of one server. Its name is that of no other part. */
export interface MadePart {
  name: string;
  /** What its files are made from; left out: they are made anew each time. */
  from?: readonly unknown[] | undefined;
  files(): Iterable<MadeFile>;
}

/** The content of a file, made now. */
export function contentOf([, content]: readonly [
  path: string,
  content: Content | (() => Content),
  ...unknown[],
]): Content {
  return typeof content === 'function' ? content() : content;
}

/** The same as text. */
export function textOf(file: MadeFile): string {
  const content = contentOf(file);
  return typeof content === 'string' ? content : Buffer.concat(piecesOf(content)).toString('utf8');
}

/** The bytes of a content, in the pieces that it has. */
export function piecesOf(content: Content): readonly Uint8Array[] {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

/** How many bytes that are. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
