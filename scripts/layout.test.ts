import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './command.ts';

/** Which of our folders a folder may import from, itself aside. An import only points down; proxy and site never meet. */
const MAY_IMPORT: Record<string, string[]> = {
  catalog: [],
  proxy: ['catalog'],
  site: ['catalog'],
  scripts: ['catalog', 'proxy', 'site'],
};

/** `from '…'`, `import '…'`, `import('…')`, and `new URL('…', import.meta.url)`. */
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\s*\(|\bnew URL\()\s*(['"])([^'"\n]+)\1/g;

function importsOf(text: string): string[] {
  return [...text.matchAll(SPECIFIER)].map(([, , specifier = '']) => specifier);
}

/** The imports of a file that its folder may not have. */
function forbidden(file: string, text: string): string[] {
  const [folder = ''] = file.split('/');
  return importsOf(text).flatMap((specifier) => {
    if (!specifier.startsWith('.')) return [];
    const [target = ''] = relative(ROOT, resolve(ROOT, dirname(file), specifier)).split('/');
    const isAllowed = target === folder || !(target in MAY_IMPORT) || MAY_IMPORT[folder]?.includes(target);
    return isAllowed ? [] : [`${file} imports ${specifier}`];
  });
}

describe('the layout', () => {
  const files = Object.keys(MAY_IMPORT).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('/node_modules/')),
  );

  it('lets imports only point down', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => forbidden(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it.each([
    ['catalog/load.ts', `import { app } from '../proxy/app.ts';`],
    ['catalog/rules/path.ts', `export * from "../../scripts/command.ts";`],
    ['proxy/rest/pages.ts', `const { page } = await import('../../site/build.ts');`],
    ['site/pages/home.tsx', `import '../../proxy/app.ts';`],
    ['proxy/app.ts', `import type { Foo } from\n  '../scripts/command.ts';`],
  ])('would find that %s has %j', (file, text) => {
    expect(forbidden(file, text)).toHaveLength(1);
  });

  it.each([
    ['scripts/build.ts', `import { build } from '../site/build.ts';`],
    ['proxy/upstream/sse.ts', `import { Entry } from '../../catalog/entry.ts';`],
    ['catalog/load.ts', `import { z } from 'zod';\nimport { x } from './rules/rule.ts';`],
  ])('is content that %s has %j', (file, text) => {
    expect(forbidden(file, text)).toEqual([]);
  });
});
