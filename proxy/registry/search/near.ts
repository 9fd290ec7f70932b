import { distance } from 'fastest-levenshtein';

/** How many letters may be wrong in a word, as in the search of the site: a fifth, and none in a short word. */
export function mistakesIn(word: string): number {
  return word.length < 4 ? 0 : Math.min(3, Math.round(word.length / 5));
}

/** Which letters a word has, as bits: words that differ in few letters differ in few bits. */
export function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits >>> 0;
}

/** Words that are to a few mistakes the same, by their places among all, and how much each is worth. */
export function nearTo(word: string, all: readonly string[], letters: Uint32Array): { at: number; factor: number }[] {
  const most = mistakesIn(word);
  if (most === 0) return [];
  const found: { at: number; factor: number }[] = [];
  const bits = lettersOf(word);
  for (let at = 0; at < letters.length; at += 1) {
    // A letter that is wrong changes two bits at most.
    if (bitsIn(((letters[at] ?? 0) ^ bits) >>> 0) > 2 * most) continue;
    const other = all[at] ?? '';
    if (Math.abs(other.length - word.length) > most) continue;
    const mistakes = distance(word, other);
    if (mistakes <= most || isSwap(word, other)) found.push({ at, factor: 0.4 / (1 + mistakes) });
  }
  return found;
}

/** Whether two letters beside each other have changed places: the commonest mistake of all. */
function isSwap(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  let at = 0;
  while (at < word.length && word[at] === other[at]) at += 1;
  return word[at] === other[at + 1] && word[at + 1] === other[at] && word.slice(at + 2) === other.slice(at + 2);
}

function bitsIn(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
