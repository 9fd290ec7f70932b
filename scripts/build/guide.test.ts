import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildSite } from '../../site/build.ts';
import { CHAPTERS, chapterPath } from '../../site/guide/chapters.ts';
import { aSnapshot, someAssets } from '../../site/testing.ts';
import { readGuide } from './guide.ts';

const snapshot = { ...aSnapshot(), entries: [] };
const guide = await readGuide();
const files = new Map(buildSite(snapshot, { assets: someAssets, guide }));
const pages = CHAPTERS.map((chapter) => ({ path: `${chapterPath(chapter)}index.html`, chapter }));
const mainOf = (path: string) => /<main.*<\/main>/s.exec(files.get(path) ?? '')?.[0] ?? '';

it.each(pages)('tells a chapter of the repository on a page that stays small: $path', ({ path, chapter }) => {
  const html = mainOf(path);
  for (const section of chapter.sections?.slice(1) ?? [])
    expect(html).toMatch(new RegExp(`<h2 id="[^"]+">(<[^>]+>)*${section}`));
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html.replace(/<code>.*?<\/code>/gs, '')).not.toMatch(/&lt;!--|\]\(|undefined|\[object/);
  expect(gzipSync(files.get(path) ?? '').length).toBeLessThan(40 * 1024);
});

it.each(pages)('leads to anchors and pages that are there: $path', ({ path }) => {
  const links = [...mainOf(path).matchAll(/ href="([^"]*)"/g)].map(([, link = '']) => link);
  const dead = links.filter((link) => {
    const target = new URL(link, `http://host.example/${path}`);
    if (target.host !== 'host.example') return target.protocol !== 'https:';
    const html = files.get(target.pathname.slice(1).replace(/\/$/, '/index.html')) ?? '';
    return !html.includes(target.hash ? `id="${decodeURIComponent(target.hash.slice(1))}"` : '<main');
  });
  expect(dead).toEqual([]);
});

it('shows HTML in a text as text, and follows no link but http', () => {
  const hostile =
    '# x\n\n<script>alert(1)</script>\n\n[a](javascript:alert(2)) <b onclick="x">b</b> ![i](https://a.example/i.png)\n';
  const site = new Map(
    buildSite(snapshot, { assets: someAssets, guide: new Map([['docs/own-registry.md', hostile]]) }),
  );
  const html = /<article.*<\/article>/s.exec(site.get('guide/own-registry/index.html') ?? '')?.[0];
  expect(html).toContain('&lt;script>alert(1)');
  expect(html).not.toContain('javascript:');
  expect(html).not.toMatch(/<(img|b)[ >]/);
});

it('says which section a chapter misses', () => {
  const building = () => [...buildSite(snapshot, { assets: someAssets, guide: new Map([['CONTRIBUTING.md', '# x']]) })];
  expect(building).toThrow('CONTRIBUTING.md has no section "Add or change a server"');
});

it('has of the guide only what is no text, and no link to the rest, where there are no texts', () => {
  const none = new Map(buildSite(snapshot, { assets: someAssets }));
  expect([...none.keys()].filter((path) => path.startsWith('guide/'))).toEqual([
    'guide/clients/index.html',
    'guide/reference/index.html',
    'guide/reference/openapi.json',
  ]);
  expect(none.get('index.html')).not.toContain('guide/"');
});
