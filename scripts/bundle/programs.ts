import { build } from 'esbuild';
import { slimming } from './slimming.ts';

/** CommonJS packages ask for Node's own modules by `require`, which an ES module has not. */
const BANNER = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/**
 * Makes programs of entry files, named by what they are to be called, into `{name}.mjs` of a folder. What they import
 * dynamically stands apart in `chunks/`, so that it is neither read nor compiled before its first use.
 */
export async function bundlePrograms(entries: Record<string, string>, folder: string): Promise<{ bytes: number }> {
  const { metafile } = await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // ES modules where a package has both: what is not used of them is left out, and some CommonJS is not bundled well.
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: BANNER },
    plugins: [slimming],
    // Names stay: profiles and errors are read by people. Text in one byte a character takes half the memory.
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'ascii',
    // For profiles, and for `node --enable-source-maps`: not read otherwise.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const programs = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'));
  return { bytes: programs.reduce((sum, [, { bytes }]) => sum + bytes, 0) };
}
