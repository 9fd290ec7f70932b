import { DOMParser } from '@xmldom/xmldom';
import { expect, it } from 'vitest';
import { buildSite } from '../build.ts';
import { aSite, aSnapshot, someAssets } from '../testing.ts';
import { sitemapFiles } from './sitemap.ts';

const SITE = 'https://example.com/registry/';
const files = new Map(buildSite(aSnapshot(), { assets: someAssets }));

/** The texts of all elements of a name; whatever is not well-formed throws. */
function textsOf(xml: string, name: string): string[] {
  const onError = (_level: string, message: string) => {
    throw new Error(message);
  };
  const document = new DOMParser({ onError }).parseFromString(xml, 'text/xml');
  return [...document.getElementsByTagName(name)].map((one) => one.textContent ?? '');
}

it('leads search engines to every page but tombstones and the one for unknown addresses', () => {
  const found = textsOf(files.get('sitemap.xml') ?? '', 'loc');
  const pages = [...files.keys()].filter((path) => path.endsWith('index.html') && !path.startsWith('v0.1/'));
  const expected = pages
    .filter((path) => !path.includes('/gone/'))
    .map((path) => SITE + path.replace('index.html', ''));
  expect(found.sort()).toEqual([...expected, `${SITE}changes/gone/`].sort());
});

it('splits what one sitemap may not hold, and names the parts', () => {
  const paths = Array.from({ length: 5 }, (_none, index) => `a/${index}/index.html`);
  const { snapshot } = aSite();
  const parts = new Map(sitemapFiles({ snapshot: { ...snapshot, entries: [] } }, paths, 2));
  expect(textsOf(parts.get('sitemap.xml') ?? '', 'loc')).toEqual([1, 2, 3].map((part) => `${SITE}sitemap-${part}.xml`));
  expect(textsOf(parts.get('sitemap-3.xml') ?? '', 'loc')).toEqual([`${SITE}a/4/`]);
});

it('tells language models where to read on, with links that lead somewhere', () => {
  const text = files.get('llms.txt') ?? '';
  expect(text).toMatch(/^# Test Registry\n\n> Servers for tests\.\n/);
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link.replace(SITE, ''));
  const targets = links.map((path) => (path === '' || path.endsWith('/') ? `${path}index.html` : path));
  expect(targets.filter((path) => !files.has(path))).toEqual([]);
  expect(targets.length).toBeGreaterThan(8);
});

it('tells language models that each page has a Markdown twin, and names one that is there', () => {
  const text = files.get('llms.txt') ?? '';
  expect(text).toContain('Beside it lie `index.md`');
  const [, example = ''] = /<(https:[^>]+\/index\.md)>/.exec(text) ?? [];
  expect(example).toMatch(SITE);
  expect(files.get(example.replace(SITE, ''))).toMatch(/^# .*\n\n> /);
});

it('offers the badge of each server as Markdown, drawn by us and by shields.io, with whole addresses', () => {
  const page = files.get('server/com.example/ok/index.html') ?? '';
  const badges = [...page.matchAll(/\[!\[MCP health\]\(([^)]+)\)\]\(([^)]+)\)/g)].map(
    ([, picture = '', leads = '']) => {
      expect(leads).toBe(`${SITE}server/com.example/ok/`);
      return new URL(picture);
    },
  );
  const [ours, shields] = badges;
  expect(ours?.href).toBe(`${SITE}badges/com.example/ok.svg`);
  expect(`${shields?.origin}${shields?.pathname}`).toBe('https://img.shields.io/endpoint');
  const data = shields?.searchParams.get('url') ?? '';
  expect(JSON.parse(files.get(data.replace(SITE, '')) ?? '')).toMatchObject({ schemaVersion: 1, label: 'MCP health' });
});

it('describes its search to browsers', () => {
  const text = files.get('opensearch.xml') ?? '';
  expect(textsOf(text, 'ShortName')).toEqual(['Test Registry']);
  expect(text).toContain(`template="${SITE}?q={searchTerms}"`);
});

it('says what a page is about as data that nothing in it can leave', () => {
  const data = (path: string) => {
    const [, json = '{}'] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(files.get(path) ?? '') ?? [];
    return JSON.parse(json);
  };
  expect(data('index.html')).toMatchObject({ '@type': 'WebSite', url: SITE });
  expect(data('server/com.example/ok/index.html')).toMatchObject({
    '@type': 'SoftwareApplication',
    name: 'Server ok',
    softwareVersion: '1.0.0',
  });
  expect(data('server/com.example/hostile/index.html').description).toContain('<script>alert(1)</script>');
  expect(data('server/com.example/gone/index.html')).toEqual({});
});

it('names the one address of each page', () => {
  expect(files.get('status/index.html')).toContain(`<link rel="canonical" href="${SITE}status/"/>`);
  expect(files.get('404.html')).not.toContain('rel="canonical"');
});
