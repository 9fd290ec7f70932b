import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const FAMILY = 'Charis SIL';
const FONTS = ['latin', 'latin-ext', 'cyrillic'].flatMap((letters) =>
  ['400', '700'].map((weight) => `files/charis-sil-${letters}-${weight}-normal.woff2`),
);

/** What draws, and its fonts: read once. */
let ready: Promise<Uint8Array[]> | undefined;

async function prepare(): Promise<Uint8Array[]> {
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve('@fontsource/charis-sil/package.json'));
  const [wasm, ...fontBuffers] = await Promise.all(
    [resolve('@resvg/resvg-wasm/index_bg.wasm'), ...FONTS.map((font) => join(folder, font))].map((path) =>
      readFile(path),
    ),
  );
  if (!wasm) throw new Error('@resvg/resvg-wasm has no program');
  await initWasm(wasm);
  return fontBuffers;
}

/** Draws an SVG as PNG, at the size that it names, with a font of its own: equal input gives equal bytes on every machine. */
export async function drawPicture(svg: string): Promise<Uint8Array> {
  ready ??= prepare();
  return draw(svg, await ready);
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
