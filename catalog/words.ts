const PLAIN = /^[a-z0-9]*$/;
const ASCII = /^[ -~]*$/;

/** The words of a text: runs of letters and digits. */
export function wordsIn(text: string): string[] {
  // The long way knows every script, and takes five times as long.
  return text.split(ASCII.test(text) ? /[^A-Za-z0-9]+/ : /[^\p{L}\p{N}]+/u).filter((word) => word.length > 0);
}

/**
 * Parts of a word in camel case, in lower case: `echoMessage` has "echo" and "message", `HTTPServer` has "http" and
 * "server".
 */
export function partsOf(word: string): string[] {
  if (PLAIN.test(word)) return [word];
  return word
    .replace(/([\p{Ll}\p{N}])(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, (_all, end = '', start = '', acronym = '') => {
      return acronym ? `${acronym} ` : `${end} ${start}`;
    })
    .toLowerCase()
    .split(' ');
}

/** What a text can be found by: its words in lower case, and their parts. */
export function termsIn(text: string): string[] {
  return wordsIn(text).flatMap((word) => {
    if (PLAIN.test(word)) return word;
    const whole = word.toLowerCase();
    const parts = partsOf(word);
    return parts.length === 1 ? whole : [whole, ...parts];
  });
}
