import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, it } from 'vitest';
import { aRegistry } from '../../catalog/testing.ts';
import { buildSite } from '../../site/build.ts';
import { aSnapshot, someAssets } from '../../site/testing.ts';
import { linksIn } from '../../site/testing-links.ts';
import { ROOT } from '../command.ts';
import { readGuide } from './guide.ts';
import { readSnapshot } from './read-snapshot.ts';

/** Every kind of page against the HTML standard, the hostile entry's among them; and the whole of our own catalog. */
const checker = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'void-style': 'off', // the standard allows `<br/>`, and components are rendered so
    'doctype-style': 'off', // it is read in any case
    'prefer-tbody': 'off', // the parser adds it; pages have hundreds of tables
    'long-title': 'off', // how much a search engine shows; names of servers are as long as they are
    'autocomplete-password': 'off', // a secret is typed for a command on this page, and no browser should keep it
    'wcag/h32': 'off', // the search answers while one types, and to Enter
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }], // ticks of one filter
    'aria-label-misuse': ['error', { allowAnyNamable: true }], // a list may have a name
    'valid-id': ['error', { relaxed: true }], // anchors of the guide are those that GitHub makes
  },
});

async function faultsOf(html: string): Promise<string[]> {
  const { results } = await checker.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  );
}

/** Where a catalog of thousands has other pages than a small one. */
const isLean = (path: string) => /^(server\/com\.example|category\/.+|publisher\/.+|by\/.+|page)\//.test(path);
const isPage = (path: string) => path.endsWith('.html') && !path.startsWith('v0.1/');

describe('HTML', () => {
  let pages: [path: string, html: string][] = [];
  beforeAll(async () => {
    const guide = await readGuide();
    const snapshot = { ...aSnapshot(), registry: { ...aRegistry, proxyUrl: 'https://proxy.example.com/' } };
    const lean = [...buildSite(snapshot, { assets: someAssets, leanFrom: 1 })].filter(([path]) => isLean(path));
    pages = [...buildSite(snapshot, { assets: someAssets, guide }), ...lean].filter(
      ([path]) => isPage(path) && !/many\/s[1-9]/.test(path),
    );
  });

  it('is as the standard has it, on every kind of page', async () => {
    expect(pages.length).toBeGreaterThan(60);
    for (const [path, html] of pages) expect(await faultsOf(html), path).toEqual([]);
  });

  it('says its language, and has one heading of the first level', () => {
    for (const [path, html] of pages) {
      expect(html, path).toMatch(/^<!doctype html>\n<html lang="en"/);
      expect(html.match(/<h1[ >]/g), path).toHaveLength(1);
    }
  });

  it.each([
    ['<p>in a summary', '<details><summary><p>a</p></summary></details>'],
    ['an id twice', '<p id="a">a</p><p id="a">b</p>'],
    ['an attribute that is none', '<p hidden="no" onclick="x()">a</p><img>'],
  ])('would be found with %s', async (_what, html) => {
    expect(await faultsOf(html)).not.toEqual([]);
  });
});

describe('our own catalog', () => {
  let files = new Map<string, string>();
  beforeAll(async () => {
    const [snapshot, guide] = await Promise.all([
      readSnapshot({ catalog: join(ROOT, 'catalog'), status: join(ROOT, '.cache/no-status') }),
      readGuide(),
    ]);
    files = new Map(buildSite(snapshot, { assets: someAssets, guide, base: '/sub/' }));
  });

  it('has no link that leads nowhere, and no title twice', () => {
    const paths = [...files.keys()].filter(isPage);
    expect(paths.length).toBeGreaterThan(200);
    const beside = ['favicon.svg', 'snapshot/manifest.json', 'status/runs.json', ...Object.values(someAssets)];
    const deadLinks = linksIn(files, '/sub/', beside);
    expect(paths.flatMap((path) => deadLinks(path).map((link) => `${path}: ${link}`))).toEqual([]);
    const titles = paths.map((path) => /<title>([^<]+)/.exec(files.get(path) ?? '')?.[1]);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });
});
