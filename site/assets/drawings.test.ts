import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

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

it('draws with every drawing there is, and with no other', () => {
  const named = [...rules.matchAll(/drawings\/([\w-]+\.svg)/g)].map(([, file]) => file);
  expect([...new Set(named)].sort()).toEqual(readdirSync(join(SITE, 'assets/drawings')).sort());
});
