import { type ReadRow, type ServerRow, textOf } from './server-row.ts';
import { SubstringIndex } from './substring-index.ts';

/** Every version of every server, in the order of the registry API: by name, then by version, both as text. */
export class ServerRows {
  readonly all: ServerRow[] = [];
  /** Of each server the one that `latest` means. */
  readonly latest: ServerRow[] = [];
  /** Which of all rows have a string in their name or description, in lower case, by their places. */
  readonly texts = new SubstringIndex();
  /** Where the rows of a server begin in `all`. */
  readonly #firsts = new Map<string, number>();
  /** Where the row of an id is in `all`, by 30 bits of the id, or by the next number that was free. */
  readonly #ids = new Map<number, number>();

  /** Adds the row that comes next. Throws when it comes before one that is there. */
  add({ row, head }: ReadRow): void {
    const last = this.all.at(-1);
    if (last && !isBefore(last, row)) throw new Error(`${row.name} ${row.version} does not stand in its place`);
    const place = this.all.push(row) - 1;
    this.texts.add(textOf(head));
    if (row.isLatest) this.latest.push(row);
    if (last?.name !== row.name) this.#firsts.set(row.name, place);
    let key = keyOf(head.id);
    while (this.#ids.has(key)) key += 1;
    this.#ids.set(key, place);
  }

  /** The versions of a server; none where there is no such server. */
  of(name: string): readonly ServerRow[] {
    const first = this.#firsts.get(name);
    if (first === undefined) return [];
    let end = first + 1;
    while (this.all[end]?.name === name) end += 1;
    return this.all.slice(first, end);
  }

  /** A version of a server, or the one that `latest` means. What is asked most often, so it makes no list and no function. */
  find(name: string, version: string): ServerRow | undefined {
    const first = this.#firsts.get(name);
    for (let at = first ?? this.all.length; ; at += 1) {
      const row = this.all[at];
      if (!row || row.name !== name) return undefined;
      if (version === 'latest' ? row.isLatest : row.version === version) return row;
    }
  }

  byId(id: string): ServerRow | undefined {
    for (let key = keyOf(id); ; key += 1) {
      const place = this.#ids.get(key);
      const row = place === undefined ? undefined : this.all[place];
      if (!row || row.id === id) return row;
    }
  }
}

/** The first 30 bits of a UUID, which are as good as random. */
function keyOf(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) >>> 2;
}

/** Whether one version comes before another in the registry API. */
export function isBefore(a: { name: string; version: string }, b: { name: string; version: string }): boolean {
  return a.name === b.name ? a.version < b.version : a.name < b.name;
}
