/** Widths in Verdana, in units of which 2048 make the size of the type: badges need no font to be measured. */
const WIDTHS = new Map(
  Object.entries({
    562: 'il',
    705: 'j',
    720: ' f',
    745: '.,·',
    807: 't',
    862: 'I',
    874: 'r',
    930: '-:/()',
    931: 'J',
    1067: 'cs',
    1076: 'z',
    1140: 'L',
    1177: 'F',
    1212: 'kvxy',
    1220: 'ae',
    1235: 'P',
    1243: 'o',
    1262: 'T',
    1276: 'bdgpq',
    1295: 'E',
    1300: 'hnu0123456789',
    1400: 'ABCKRSVXYZ',
    1532: 'DGHNU',
    1612: 'OQ',
    1676: 'w',
    1726: 'M',
    1992: 'm',
    2025: 'W',
  }).flatMap(([units, characters]) => [...characters].map((character) => [character, Number(units)] as const)),
);

const WIDEST = 2048;

/** How wide a text is in Verdana of a size, in pixels. A character that the table does not have counts as a wide one. */
export function textWidth(text: string, sizePx: number): number {
  const units = [...text].reduce((sum, character) => sum + (WIDTHS.get(character) ?? WIDEST), 0);
  return Math.round((units * sizePx) / 204.8) / 10;
}
