/** Numbers as the site writes them: `1,904`, `190 ms`, `3.4 s`, `99.86 %`. Units hang on by a no-break space. */

const NBSP = '\u00a0';
const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 server`, `1,904 servers`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : plural}`;
}

/** Small numbers as words, with a capital: a sentence does not begin with a figure. */
export function asWord(number: number): string {
  const word = WORDS[number];
  return word ? word.charAt(0).toUpperCase() + word.slice(1) : grouped(number);
}

export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}${NBSP}ms` : `${(ms / 1000).toFixed(1)}${NBSP}s`;
}

/** A share, rounded down: 100 % is said only when nothing failed. */
export function percent(part: number, whole: number): string {
  const share = Math.floor((part / whole) * 10_000) / 100;
  return `${part === whole ? '100' : share.toFixed(2)}${NBSP}%`;
}
