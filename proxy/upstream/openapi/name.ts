import { createHash } from 'node:crypto';

/** What model providers take for the name of a tool, and of an argument. */
const SAFE = /^[A-Za-z0-9_-]{1,64}$/;

/** So much of a name is looked at. */
const MAX_READ = 500;

/** A name of letters, digits, `_` and `-`, at most 64: a safe one stays as it is. Too long a name ends in a digest of the whole. */
export function safeName(name: string, otherwise = 'unnamed'): string {
  if (SAFE.test(name) && name !== '__proto__') return name;
  const plain =
    name
      .slice(0, MAX_READ)
      .replace(/[^A-Za-z0-9_-]+/g, '_')
      .replace(/^_+|_+$/g, '') || otherwise;
  if (plain.length <= 64) return plain;
  return `${plain.slice(0, 55)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** Names that are all different: a second `list` becomes `list_2`. */
export class Names {
  readonly #taken = new Map<string, number>();

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Takes this name, made safe; another like it when somebody has it. */
  take(name: string, otherwise?: string): string {
    const safe = safeName(name, otherwise);
    let free = safe;
    // Counting goes on from where it was: thousands may want the same name.
    let number = this.#taken.get(safe) ?? 1;
    while (this.#taken.has(free)) {
      number += 1;
      free = `${safe.slice(0, 58)}_${number}`;
    }
    this.#taken.set(safe, number);
    this.#taken.set(free, this.#taken.get(free) ?? 1);
    return free;
  }
}
