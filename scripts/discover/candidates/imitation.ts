import { distance } from 'fastest-levenshtein';

/** What a hurried reader sees: letters and digits that look like others in many a typeface, and no separators. */
const LOOKS_LIKE: Record<string, string> = {
  ...{ _: '', '.': '', '-': '' },
  ...{ '0': 'o', '1': 'l', i: 'l', '|': 'l', '5': 's', '3': 'e', '8': 'b' },
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', х: 'x', у: 'y', і: 'l', ѕ: 's', ԁ: 'd', һ: 'h', ո: 'n', ս: 'u' },
};

/** A name as a hurried reader sees it: without capitals, separators and marks, and with one letter for all that look like it. */
function seen(name: string): string {
  const isPlain = /^[\w./-]*$/.test(name);
  const letters = isPlain
    ? name
    : name
        .replace(/\\u\{[0-9A-F]+\}/g, '')
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '');
  let sight = '';
  for (const character of letters.toLowerCase()) sight += LOOKS_LIKE[character] ?? character;
  return sight.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** A name taken apart: what kind of name it is, whose, and of which server; the last two as they are seen. */
interface Parts {
  kind: string;
  publisher: string;
  server: string;
}

function partsOf(name: string): Parts {
  const [namespace = '', server = ''] = name.split('/');
  const [, host, account = ''] = /^(io\.git(?:hub|lab)\.)(.*)$/.exec(namespace) ?? [];
  // Of a domain, `com` and `io` are not what a reader remembers.
  const publisher = host === undefined ? namespace.slice(namespace.indexOf('.') + 1) : account;
  return { kind: host ?? '', publisher: seen(publisher), server: seen(server) };
}

/** Names of servers, by what they can be taken for. A lookup takes as long among many names as among few. */
export class KnownNames {
  readonly #bySight = new Map<string, string>();
  readonly #byServer = new Map<string, Namesakes>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const sight = seen(name);
      if (!this.#bySight.has(sight)) this.#bySight.set(sight, name);
      const { kind, server, publisher } = partsOf(name);
      const key = `${kind}/${server}`;
      const others = this.#byServer.get(key) ?? new Namesakes();
      others.add({ name, publisher });
      this.#byServer.set(key, others);
    }
  }

  /** A name of another publisher that this one can be taken for; null where there is none. */
  imitated(name: string): string | null {
    const alike = this.#bySight.get(seen(name));
    if (alike !== undefined && alike !== name) return alike;
    const { kind, server, publisher } = partsOf(name);
    return this.#byServer.get(`${kind}/${server}`)?.like({ name, publisher }) ?? null;
  }
}

interface Namesake {
  name: string;
  /** As it is seen. */
  publisher: string;
}

/** So short a publisher's name is one letter away from many an honest one. */
const SHORTEST = 5;
/** So many are compared one by one; of more, those that a slip of the pen leads to. */
const FEW = 16;

/**
 * Servers of one name by different publishers. Only a publisher's part is looked at for slips: one publisher has `files`
 * and `file`.
 */
class Namesakes {
  readonly #all: Namesake[] = [];
  #bySlip: Map<string, Namesake[]> | undefined;

  add(namesake: Namesake): void {
    this.#all.push(namesake);
  }

  like({ name, publisher }: Namesake): string | null {
    const [namespace] = name.split('/');
    const isLike = (other: Namesake) =>
      other.name.split('/')[0] !== namespace && isSlip(publisher, other.publisher, publisher.length >= SHORTEST);
    if (this.#all.length <= FEW) return this.#all.find(isLike)?.name ?? null;
    this.#bySlip ??= bySlip(this.#all);
    for (const slip of slipsOf(publisher)) {
      const found = this.#bySlip.get(slip)?.find(isLike);
      if (found) return found.name;
    }
    return null;
  }
}

function bySlip(all: readonly Namesake[]): Map<string, Namesake[]> {
  const lists = new Map<string, Namesake[]>();
  for (const namesake of all)
    for (const slip of slipsOf(namesake.publisher)) {
      const list = lists.get(slip);
      if (!list) lists.set(slip, [namesake]);
      else if (list.length < FEW) list.push(namesake);
    }
  return lists;
}

/** A word, and what is left of it without one of its letters: words that are a slip apart have one of these in common. */
function slipsOf(word: string): string[] {
  if (word.length < SHORTEST) return [word];
  return [word, ...Array.from(word, (_letter, at) => `${word.slice(0, at)}${word.slice(at + 1)}`)];
}

/** Whether one letter is too many, is missing or is another, or two have changed places. */
function isSlip(one: string, other: string, isLong: boolean): boolean {
  if (!isLong) return one === other;
  if (distance(one, other) <= 1) return true;
  if (one.length !== other.length) return false;
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2) === other;
}
