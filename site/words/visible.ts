/**
 * Characters that change how a text looks without being seen: controls, bidirectional marks and overrides, zero-width
 * spaces, the tag block; and what is no character, such as half of a surrogate pair. Publishers' words are shown with each
 * of them spelled out, so that nothing hides in a page. (The zero-width joiner stays: emoji are built with it.)
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/** A publisher's text with nothing hidden in it: `[U+202E]` stands where the override stood. */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(
      UNSEEN,
      (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

/** What is not one line of plain words already; most texts are. */
const NEEDS_WORK = /[^ -~]|^ | {2}| $/;

/** The same on one line, and cut where it is longer than a line should be. */
export function line(text: string, most = 240): string {
  const flat = NEEDS_WORK.test(text) ? visible(text).replace(/\s+/g, ' ').trim() : text;
  if (flat.length <= most) return flat;
  // No cut goes through a pair.
  const cut = flat.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.trimEnd()}…`;
}
