import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Draws an SVG as PNG, at the size that it names. */
export type Draw = (svg: string) => Uint8Array;

const FAMILY = 'Charis SIL';
const FONTS = ['latin', 'latin-ext', 'cyrillic'].flatMap((letters) =>
  ['400', '700'].map((weight) => `files/charis-sil-${letters}-${weight}-normal.woff2`),
);

let drawing: Promise<Draw> | null = null;

/**
 * What draws pictures, with a font of its own: equal input gives equal bytes on every machine. Hosts of links show PNG, and
 * seldom SVG. The same picture is not drawn twice in a row: a rebuild mostly asks for it again.
 */
export function openDrawing(): Promise<Draw> {
  drawing ??= load();
  return drawing;
}

async function load(): Promise<Draw> {
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve('@fontsource/charis-sil/package.json'));
  const [wasm, ...fontBuffers] = await Promise.all(
    [resolve('@resvg/resvg-wasm/index_bg.wasm'), ...FONTS.map((font) => join(folder, font))].map((path) =>
      readFile(path),
    ),
  );
  if (!wasm) throw new Error('@resvg/resvg-wasm has no program');
  // `npm run dev` reads this file again when it is saved, and the program stays begun: that is no fault.
  await initWasm(wasm).catch((error: Error) => {
    if (!/already initialized/i.test(error.message)) throw error;
  });
  let last: { svg: string; png: Uint8Array } = { svg: '', png: new Uint8Array() };
  return (svg) => {
    if (last.svg !== svg) last = { svg, png: draw(svg, fontBuffers) };
    return last.png;
  };
}

function draw(svg: string, fontBuffers: Uint8Array[]): Uint8Array {
  const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: FAMILY, serifFamily: FAMILY } });
  const image = picture.render();
  try {
    return Uint8Array.from(image.asPng());
  } finally {
    image.free();
    picture.free();
  }
}
