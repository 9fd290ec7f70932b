/**
 * A file of the site: its path from the root, and its content, or what makes it. Where it is said what it is made from, it need not
 * be made anew as long as each of that is the same as last time, by `Object.is`.
 */
export type MadeFile = [path: string, content: string | (() => string), from?: readonly unknown[]];

/** The content of a file, made now. */
export function contentOf([, content]: MadeFile): string {
  return typeof content === 'string' ? content : content();
}
