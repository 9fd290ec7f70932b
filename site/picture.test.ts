import { DOMParser } from '@xmldom/xmldom';
import { expect, it } from 'vitest';
import { takeSnapshot } from '../catalog/snapshot/snapshot.ts';
import { anEntry, aRegistry } from '../catalog/testing.ts';
import { buildSite } from './build.ts';
import { pictureOf } from './picture.tsx';
import { aSnapshot, HOSTILE, someAssets } from './testing.ts';

/** The lines of text in the picture; whatever is not well-formed throws. */
function wordsOf(svg: string): string[] {
  const onError = (_level: string, message: string) => {
    throw new Error(message);
  };
  const document = new DOMParser({ onError }).parseFromString(svg, 'image/svg+xml');
  return [...document.getElementsByTagName('text')].map((one) => one.textContent ?? '');
}

const named = (registry: Partial<typeof aRegistry>) =>
  takeSnapshot({
    registry: { ...aRegistry, ...registry },
    commit: null,
    at: '2026-11-22T10:00:00Z',
    entries: [anEntry()],
    statuses: new Map(),
  });

it('says how many servers there are, how they are, and of which day that is', () => {
  expect(wordsOf(pictureOf(aSnapshot()))).toEqual([
    aRegistry.title,
    '70 MCP servers',
    ...['3', 'healthy', '1', 'degraded', '2', 'unhealthy', '64', 'unknown'],
    ...['Hosted servers, 90 days: up stands, down hangs', '22 Nov 2026'],
  ]);
});

it("says the registry's own sentence where nobody has looked yet", () => {
  expect(
    wordsOf(pictureOf(named({ description: 'Servers of the whole house, for all who work here and now.' }))),
  ).toEqual([
    aRegistry.title,
    '1 MCP server',
    ...['Servers of the whole house, for all who work here', 'and now.'],
    ...['example.com/registry', '22 Nov 2026'],
  ]);
});

it('shows a hostile title as text, and one that its font cannot draw as the address of the site', () => {
  const [hostile = ''] = wordsOf(pictureOf(named({ title: HOSTILE })));
  expect(hostile).toMatch(/^<script>alert/);
  expect(hostile.length).toBeLessThan(50);
  expect(wordsOf(pictureOf(named({ title: '社内サーバー' })))[0]).toBe('example.com/registry');
});

it('is named by every page with its whole address, its size and its words, save the one for unknown addresses', () => {
  for (const [path, html] of buildSite(aSnapshot(), { assets: someAssets })) {
    if (!path.endsWith('.html') || path.startsWith('v0.1/')) continue;
    const of = (name: string) => new RegExp(`<meta (?:property|name)="${name}" content="([^"]+)"`).exec(html)?.[1];
    if (path === '404.html') expect(of('og:image')).toBeUndefined();
    else {
      expect(of('og:image'), path).toBe('https://example.com/registry/og.png');
      expect([of('og:image:width'), of('og:image:height')]).toEqual(['1200', '630']);
      expect(of('og:image:alt')).toBe(`${aRegistry.title}: 70 MCP servers`);
      expect([of('og:type'), of('twitter:card')]).toEqual(['website', 'summary_large_image']);
      expect(of('og:url')).toBe(`https://example.com/registry/${path.replace(/index\.html$/, '')}`);
      expect(html).toContain(`<link rel="canonical" href="${of('og:url')}"`);
      expect(of('og:title')).toBeTruthy();
      expect(of('og:description')).toBe(of('description'));
    }
  }
});
