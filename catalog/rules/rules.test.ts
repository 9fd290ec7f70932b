import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../load.ts';
import { writeCatalog } from '../testing-files.ts';
import { example } from './example.ts';
import { rules } from './index.ts';
import { judgeCatalog } from './judge.ts';
import type { ExampleCatalog } from './rule.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function codesFoundIn(files: ExampleCatalog, name: string): Promise<string[]> {
  const problems = judgeCatalog(await loadCatalog(writeCatalog(join(folder, name), files)));
  return [...new Set(problems.map(({ code }) => code))];
}

describe.each(rules)('$code $name', (rule) => {
  it('passes what is right', async () => {
    expect(await codesFoundIn(rule.examples.passes, `${rule.code}-passes`)).toEqual([]);
  });

  it('finds what is wrong, and no other rule is in the way', async () => {
    expect(await codesFoundIn(rule.examples.fails, `${rule.code}-fails`)).toEqual([rule.code]);
  });
});

describe('what would lie where the site has a file', () => {
  it.each([
    ['a namespace', 'E302', 'Index.html/weather', '1.0.0'],
    ['a namespace like a feed', 'E302', 'drift.atom/weather', '1.0.0'],
    ['a version', 'E303', 'com.example/weather', 'index.html'],
  ])('%s is refused', async (_what, code, name, version) => {
    const listing = { versions: { [version]: { status: 'active' as const, publishedAt: '2026-01-02T03:04:05Z' } } };
    const files = example({ path: `${name}/${version}`, server: { name, version }, listing });
    expect(await codesFoundIn(files, `${name.replace('/', '-')}-${version}`)).toContain(code);
  });
});

describe('the list of rules', () => {
  it('gives each rule a number and a name of its own', () => {
    for (const key of [({ code }: { code: string }) => code.slice(1), ({ name }: { name: string }) => name]) {
      expect(new Set(rules.map(key)).size).toBe(rules.length);
    }
  });

  it('says by the first letter of a code how bad it is', () => {
    for (const { code, severity } of rules) expect(code[0]).toBe({ error: 'E', warning: 'W', info: 'I' }[severity]);
  });
});
