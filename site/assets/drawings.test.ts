import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildSite } from '../build.ts';
import { aSnapshot, someAssets } from '../testing.ts';

const SITE = join(import.meta.dirname, '..');
const rules = readFileSync(join(SITE, 'assets/style/drawings.css'), 'utf8');
const sources = readdirSync(SITE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => readFileSync(join(SITE, file), 'utf8'))
  .join('\n');
const used = [...sources.matchAll(/<Icon name="(\w+)"|\bicon(?:=|: )["'](\w+)["']/g)].map(
  ([, name, icon]) => name ?? icon,
);

it('has a rule for each icon that a component or a script names', () => {
  expect(new Set(used).size).toBeGreaterThan(15);
  expect(used.filter((name) => !rules.includes(`.i-${name} {`))).toEqual([]);
});

it('has a rule for each drawing that a page shows', () => {
  const shown = new Set<string>();
  for (const [path, html] of buildSite(aSnapshot(), { assets: someAssets }))
    if (path.endsWith('.html')) for (const [, names = ''] of html.matchAll(/<i class="([^"]+)"/g)) shown.add(names);
  const selectors = [...shown].map((names) =>
    names
      .replace(/^i (i-\w+)$/, '.$1')
      .replace(/^lamp (?:[sl] )?(\w+)$/, '.lamp.$1')
      .replace(/^mark$/, '.mark'),
  );
  expect(shown.size).toBeGreaterThan(15);
  const isDrawn = (selector: string) => selector.startsWith('.') && rules.includes(`${selector} {`);
  expect(selectors.filter((selector) => !isDrawn(selector) && !/^run\b/.test(selector))).toEqual([]);
});

it('draws with every drawing there is, and with no other', () => {
  const named = [...rules.matchAll(/drawings\/([\w-]+\.svg)/g)].map(([, file]) => file);
  expect([...new Set(named)].sort()).toEqual(readdirSync(join(SITE, 'assets/drawings')).sort());
});
