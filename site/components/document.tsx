import { renderToString } from 'preact-render-to-string';
import { linksFrom } from '../links.ts';
import { pictureWords } from '../picture.tsx';
import type { Page, Site } from '../site.ts';
import { briefFooterHtml, footerHtml } from './frame/footer.tsx';
import { headHtml } from './frame/head.tsx';
import { Header } from './frame/header.tsx';

/** All that the frame of a page shows, and its links need, beside what the page itself says. */
export function frameKey(site: Site): string {
  const { registry, commit, at } = site.snapshot;
  return JSON.stringify([registry, commit, at, site.assets, site.guide.size > 0, site.lean, pictureWords(site)]);
}

/** A page as HTML. `base` is for `404.html` alone: see `linksFrom`. */
export function renderDocument(page: Page, site: Site, base?: string): string {
  const to = linksFrom(page.path, base);
  return `<!doctype html>
<html lang="en" data-root="${to('')}">
<head>${headHtml(page, site, to)}</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${renderToString(<Header page={page} site={site} to={to} />)}<main id="main" class="wrap">${renderToString(page.body(to))}</main>${(page.brief ? briefFooterHtml : footerHtml)(site, to)}
</body>
</html>
`;
}
