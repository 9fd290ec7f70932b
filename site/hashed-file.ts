import { createHash, hash } from 'node:crypto';
import { haveSame } from '../catalog/have-same.ts';
import { type Content, type MadeFile, piecesOf } from './made-file.ts';

/** The SHA-256 of bytes that come in pieces, in hexadecimal. */
export function sha256(pieces: readonly Uint8Array[]): string {
  const [first = '', ...others] = pieces;
  if (others.length === 0) return hash('sha256', first, 'hex');
  const all = createHash('sha256').update(first);
  for (const piece of others) all.update(piece);
  return all.digest('hex');
}

/** A few digits of what is in a file, for its name: such a file may be kept for ever. */
export function digitsOf(content: Content, digits: number): string {
  return sha256(piecesOf(content)).slice(0, digits);
}

/**
 * Files that are made of a list of things, and named by what is in them. The digits are remembered by the first of the things, as long as
 * all of them are the same: what does not change is not even made to know its name.
 */
export function hashedFiles<Item extends object>(
  digits: number,
  make: (items: readonly Item[]) => Content,
): (items: readonly Item[], pathOf: (hash: string) => string) => MadeFile {
  const known = new WeakMap<Item, { items: readonly Item[]; hash: string }>();
  return (items, pathOf) => {
    const [first] = items;
    const before = first && known.get(first);
    if (before && haveSame(before.items, items)) return [pathOf(before.hash), () => make(items), items];
    const content = make(items);
    const hash = digitsOf(content, digits);
    if (first) known.set(first, { items, hash });
    return [pathOf(hash), content, items];
  };
}
