import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import type { Assets } from '../../site/site.ts';
import { ROOT, UserError } from '../command.ts';
import { readGuide } from './guide.ts';

/** What the site is made with beside the snapshot: the files a browser loads, names and path → content, and the guide's texts. */
export interface BuiltAssets {
  names: Assets;
  files: Map<string, string | Uint8Array>;
  guide: ReadonlyMap<string, string>;
}

const SITE = join(ROOT, 'site');
const ENTRIES = {
  script: join(SITE, 'client/main.ts'),
  theme: join(SITE, 'client/theme.ts'),
  style: join(SITE, 'assets/style.css'),
};

/** Bundles `site/client` and the style sheet. Names carry a hash of the content, so hosts may cache them for ever. */
export async function buildAssets(): Promise<BuiltAssets> {
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
        input: ENTRIES,
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  });
  if (!('output' in result)) throw new Error('vite gave no single bundle');
  const files = new Map<string, string | Uint8Array>([
    ['favicon.svg', await readFile(join(SITE, 'assets/favicon.svg'))],
  ]);
  const names: Partial<Assets> = {};
  for (const file of result.output) {
    if (file.type === 'asset') {
      if (file.fileName.endsWith('.css')) names.style = file.fileName;
      files.set(file.fileName, file.source);
    } else if (file.name !== 'style') {
      if (file.name === 'script' || file.name === 'theme') names[file.name] = file.fileName;
      files.set(file.fileName, file.code);
    }
  }
  const { style, script, theme } = names;
  if (!style || !script || !theme) throw new UserError(`The bundler named only ${JSON.stringify(names)}`);
  return { names: { style, script, theme }, files, guide: await readGuide() };
}
