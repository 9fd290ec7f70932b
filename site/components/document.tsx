import { renderToString } from 'preact-render-to-string';
import { linksFrom } from '../links.ts';
import { pictureWords } from '../picture.tsx';
import type { Page, Site } from '../site.ts';
import { footerHtml } from './frame/footer.tsx';
import { headHtml } from './frame/head.tsx';
import { Header } from './frame/header.tsx';
import { Sprite, symbolsIn } from './sprite.tsx';

/** All that the frame of a page shows, and its links need, beside what the page itself says. */
export function frameKey(site: Site): string {
  const { registry, commit, at } = site.snapshot;
  return JSON.stringify([registry, commit, at, site.assets, site.guide.size > 0, site.lean, pictureWords(site)]);
}

/** A page as HTML. `base` is for `404.html` alone: see `linksFrom`. */
export function renderDocument(page: Page, site: Site, base?: string): string {
  const to = linksFrom(page.path, base);
  const header = renderToString(<Header page={page} site={site} to={to} />);
  const main = renderToString(page.body(to));
  const drawn = [...symbolsIn(main), ...symbolsOfScript(main), ...FRAME_SYMBOLS, ...(page.symbols ?? [])];
  const html = `<!doctype html>
<html lang="en" data-root="${to('')}">
<head>${headHtml(page, site, to)}</head>
<body>
${spriteOf([...new Set(drawn)].sort())}
<a class="skip" href="#main">Skip to content</a>
${header}<main id="main" class="wrap">${main}</main>${footerHtml(site, to)}
</body>
</html>
`;
  return html.replace(EMPTY_DRAWINGS, '/>');
}

/** Drawings close themselves in HTML too; no text of a page can hold such an end, for `<` is escaped in it. */
const EMPTY_DRAWINGS = /><\/(?:path|circle|rect|use)>/g;

/** What the header of every page draws. */
const FRAME_SYMBOLS = ['mark', 'i-system', 'i-sun', 'i-moon', 'i-check'];

const sprites = new Map<string, string>();

function spriteOf(ids: string[]): string {
  const key = ids.join(' ');
  const sprite = sprites.get(key) ?? renderToString(<Sprite ids={ids} />);
  sprites.set(key, sprite);
  return sprite;
}

/** Copy buttons are made in the browser. */
function symbolsOfScript(body: string): string[] {
  return body.includes('<figure class="code') ? ['i-copy'] : [];
}
