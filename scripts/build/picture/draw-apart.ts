import { askApart, askingApart } from '../apart.ts';

/** Draws an SVG as PNG. Hosts of links show PNG, and seldom SVG. */
export type Draw = (svg: string) => Promise<Uint8Array>;

const DRAWING = new URL('./drawing.ts', import.meta.url);
/** Who saves a file saves another soon; and what draws takes much memory. */
const IDLE_MS = 60_000;

/** For one build: the memory that drawing takes is gone at once. */
export const drawOnce: Draw = (svg) => askApart(DRAWING, svg);

const askAgain = askingApart<Uint8Array>(DRAWING, IDLE_MS);
let last: { svg: string; png: Uint8Array } | null = null;

/** For builds that follow each other: the same picture is not drawn twice in a row, and what draws the next one has started. */
export const drawAgain: Draw = async (svg) => {
  if (last?.svg !== svg) last = { svg, png: await askAgain(svg) };
  return last.png;
};
