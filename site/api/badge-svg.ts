import { xmlText } from './feeds/xml.ts';
import { textWidth } from './text-width.ts';

const SIZE = 11;
const PADDING = 7;

/**
 * A badge as a picture, 20 units high: a label on dark ground, and what is said of it on a ground of a colour. The text is as
 * wide as it was measured, whatever font there is.
 */
export function badgeSvg({ label, message, fill }: { label: string; message: string; fill: string }): string {
  const left = boxOf(label);
  const width = badgeWidth(label, message);
  const words = xmlText(`${label}: ${message}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${words}">`,
    `<title>${words}</title>`,
    `<rect width="${width}" height="20" rx="3" fill="#4f4b41"/>`,
    `<path d="M${left} 0H${round(width - 3)}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${left}Z" fill="${fill}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="${SIZE}">`,
    `${textAt(PADDING, label)}${textAt(round(left + PADDING), message)}</g>`,
    '</svg>\n',
  ].join('');
}

/** How wide that picture is, in its units. */
export function badgeWidth(label: string, message: string): number {
  return round(boxOf(label) + boxOf(message));
}

function textAt(x: number, text: string): string {
  return `<text x="${x}" y="14" textLength="${textWidth(text, SIZE)}">${xmlText(text)}</text>`;
}

function boxOf(text: string): number {
  return round(textWidth(text, SIZE) + 2 * PADDING);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
