/** Orders texts by their UTF-16 code units: the same everywhere, whatever the language of a machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
