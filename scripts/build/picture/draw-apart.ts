import { askApart } from '../apart.ts';

/** Draws an SVG as PNG. Hosts of links show PNG, and seldom SVG. */
export type Draw = (svg: string) => Promise<Uint8Array>;

let last: { svg: string; png: Uint8Array } = { svg: '', png: new Uint8Array() };

/** The same picture is not drawn twice in a row: a rebuild mostly asks for it again. */
export const drawApart: Draw = async (svg) => {
  if (last.svg !== svg) last = { svg, png: await askApart(new URL('./drawing.ts', import.meta.url), svg) };
  return last.png;
};
