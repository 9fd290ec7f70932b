/** How many letters may be wrong in a word, as in the search of the site: a fifth, two at most, and none in a short word. */
export function mistakesIn(word: string): number {
  return word.length < 4 ? 0 : Math.min(2, Math.round(word.length / 5));
}

/**
 * Words that are to a few mistakes the same, by their places in a sorted list, and how much each is worth. A mistake is a
 * letter too many, too few or another, or two that changed places ("optimal string alignment"). Words that begin alike are
 * compared once for what they share; where that is too far off already, all of them are passed over.
 */
export function nearTo(word: string, sorted: readonly string[]): { at: number; factor: number }[] {
  const most = mistakesIn(word);
  if (most === 0) return [];
  const found: { at: number; factor: number }[] = [];
  const rows = new Rows(word, most);
  let before = '';
  let compared = 0;
  for (let at = 0; at < sorted.length; ) {
    const other = sorted[at] ?? '';
    let depth = sharedLength(before, other, compared);
    while (depth < other.length && rows.canBeNear(depth)) {
      rows.add(other, depth);
      depth += 1;
    }
    before = other;
    compared = depth;
    if (!rows.canBeNear(depth)) {
      at = endOf(other.slice(0, depth), sorted, at);
      continue;
    }
    const mistakes = rows.mistakesAt(depth);
    if (mistakes <= most) found.push({ at, factor: 0.4 / (1 + mistakes) });
    at += 1;
  }
  return found;
}

/** How many mistakes lie between the beginnings of a word and those of another: a row for each of the other's. */
class Rows {
  readonly #word: string;
  readonly #most: number;
  readonly #rows: Uint8Array[] = [];
  /** The least of each row. */
  readonly #least: number[] = [0];

  constructor(word: string, most: number) {
    this.#word = word;
    this.#most = most;
    this.#rows.push(Uint8Array.from({ length: word.length + 1 }, (_none, letters) => Math.min(letters, FAR)));
  }

  /** Whether a word that begins with so many of the other's letters can be near. */
  canBeNear(depth: number): boolean {
    // Two letters that change places count from the row before the last.
    return (this.#least[depth] ?? 0) <= this.#most || (depth > 0 && (this.#least[depth - 1] ?? 0) < this.#most);
  }

  mistakesAt(depth: number): number {
    return this.#rows[depth]?.[this.#word.length] ?? FAR;
  }

  /** The row for one more letter of the other. Only what can be few mistakes is counted: a band about as many letters. */
  add(other: string, depth: number): void {
    const word = this.#word;
    const above = this.#rows[depth] ?? this.#blank();
    const twoAbove = this.#rows[depth - 1] ?? above;
    const row = this.#rows[depth + 1] ?? this.#blank();
    this.#rows[depth + 1] = row;
    const first = Math.max(1, depth + 1 - this.#most);
    const last = Math.min(word.length, depth + 1 + this.#most);
    const [letter, letterBefore] = [other.charCodeAt(depth), depth > 0 ? other.charCodeAt(depth - 1) : -1];
    let left = first === 1 ? Math.min(depth + 1, FAR) : FAR;
    row[first - 1] = left;
    let least = left;
    let diagonal = above[first - 1] ?? FAR;
    let before = first > 1 ? word.charCodeAt(first - 2) : -1;
    for (let at = first; at <= last; at += 1) {
      const here = word.charCodeAt(at - 1);
      const straight = above[at] ?? FAR;
      let mistakes = here === letter ? diagonal : diagonal + 1;
      if (left < mistakes) mistakes = left + 1;
      if (straight < mistakes) mistakes = straight + 1;
      if (before === letter && here === letterBefore && at > 1) {
        const swapped = (twoAbove[at - 2] ?? FAR) + 1;
        if (swapped < mistakes) mistakes = swapped;
      }
      row[at] = mistakes;
      if (mistakes < least) least = mistakes;
      left = mistakes;
      diagonal = straight;
      before = here;
    }
    if (last < word.length) row[last + 1] = FAR;
    this.#least[depth + 1] = least;
  }

  #blank(): Uint8Array {
    return new Uint8Array(this.#word.length + 1).fill(FAR);
  }
}

/** More mistakes than any that count. */
const FAR = 100;

/** How many letters two words begin with in common, up to so many. */
function sharedLength(a: string, b: string, most: number): number {
  let at = 0;
  while (at < most && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/** Where the words end that begin like the one at a place: it is sought in steps that double, and then between two. */
function endOf(start: string, sorted: readonly string[], from: number): number {
  let step = 1;
  while (from + step < sorted.length && (sorted[from + step] ?? '').startsWith(start)) step *= 2;
  let [low, high] = [from + Math.floor(step / 2), Math.min(from + step, sorted.length)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '').startsWith(start)) low = middle + 1;
    else high = middle;
  }
  return low;
}
