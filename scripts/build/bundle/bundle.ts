import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../command.ts';

/** A file that a browser loads: its path from the site's root. */
export interface BundledFile {
  path: string;
  /** What `BUNDLES` calls what it is made of, or the bundler, where it is loaded only once it is needed. */
  name: string | null;
  content: string | Uint8Array;
}

export type Bundle = () => Promise<BundledFile[]>;

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
export const bundle: Bundle = async () => (await Promise.all(BUNDLES.map(bundleOf))).flat();

async function bundleOf(input: Record<string, string>): Promise<BundledFile[]> {
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
  return result.output.flatMap((file): BundledFile[] => {
    const path = file.fileName;
    if (file.type === 'asset') return [{ path, name: path.endsWith('.css') ? 'style' : null, content: file.source }];
    return file.name === 'style' ? [] : [{ path, name: file.name, content: file.code }];
  });
}
