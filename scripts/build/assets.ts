import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import type { Assets } from '../../site/site.ts';
import { ROOT, UserError } from '../command.ts';
import { type Draw, openDrawing } from './draw-picture.ts';
import { readGuide } from './guide.ts';
import { readSwaggerUi } from './swagger-ui.ts';

/**
 * What the site is made with beside the snapshot: the files a browser loads, names and path → content, the guide's texts, and
 * what draws its picture.
 */
export interface BuiltAssets {
  names: Assets;
  files: Map<string, string | Uint8Array>;
  guide: ReadonlyMap<string, string>;
  draw: Draw;
}

const SITE = join(ROOT, 'site');

/** What each bundle is made of. The playground's shares nothing with the others, so that they stay one file each. */
const BUNDLES: Record<string, string>[] = [
  {
    script: join(SITE, 'client/main.ts'),
    theme: join(SITE, 'client/theme.ts'),
    style: join(SITE, 'assets/style.css'),
  },
  { playground: join(SITE, 'client/playground/main.tsx') },
];

/** Bundles `site/client` and the style sheet. Names carry a hash of the content, so hosts may cache them for ever. */
export async function buildAssets(): Promise<BuiltAssets> {
  const [draw, guide, swagger, ...outputs] = await Promise.all([
    openDrawing(),
    readGuide(),
    readSwaggerUi(),
    ...BUNDLES.map(bundle),
  ]);
  const files = new Map<string, string | Uint8Array>([
    ['favicon.svg', await readFile(join(SITE, 'assets/favicon.svg'))],
    swagger.script,
    swagger.style,
  ]);
  const names: Record<string, string> = {};
  for (const file of outputs.flat()) {
    if (file.type === 'asset') {
      if (file.fileName.endsWith('.css')) names.style = file.fileName;
      files.set(file.fileName, file.source);
    } else if (file.name !== 'style') {
      names[file.name] = file.fileName;
      files.set(file.fileName, file.code);
    }
  }
  const { style, script, theme, playground } = names;
  if (!style || !script || !theme || !playground)
    throw new UserError(`The bundler named only ${JSON.stringify(names)}`);
  const [swaggerScript, swaggerStyle] = [swagger.script[0], swagger.style[0]];
  return {
    names: { style, script, theme, playground, swagger: swaggerScript, swaggerStyle },
    files,
    guide,
    draw,
  };
}

async function bundle(input: Record<string, string>) {
  const result = await build({
    configFile: false,
    root: SITE,
    logLevel: 'error',
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      modulePreload: false,
      cssTarget: 'esnext', // light-dark() and nesting stay as written: their fallbacks are larger than the style sheet
      rolldownOptions: {
        input,
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  });
  if (!('output' in result)) throw new Error('vite gave no single bundle');
  return result.output;
}
