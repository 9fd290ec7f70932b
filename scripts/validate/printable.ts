/** Text from a stranger's file as a terminal may show it: what would move the cursor or hide is written out. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '\t') return ' ';
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
