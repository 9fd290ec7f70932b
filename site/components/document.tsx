import { renderToString } from 'preact-render-to-string';
import { atom } from '../api/feeds/atom.ts';
import { FEEDS, feedFile } from '../api/feeds.ts';
import { REFERENCE_PAGE } from '../api/reference/open-api.ts';
import { fileAt, linksFrom, safeUrl, type To } from '../links.ts';
import { PICTURE, pictureWords } from '../picture.tsx';
import type { Page, Site } from '../site.ts';
import { moment } from '../words/time.ts';
import { Icon } from './icon.tsx';
import { madeOnce } from './made-once.tsx';
import { Sprite, symbolsIn } from './sprite.tsx';

/** Nothing but our own files: no inline script or style, no other host, no form that leaves. */
const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
};

/** The policy of one page: that of all, and what the page needs beside it. */
function policyOf({ policy = {} }: Page): string {
  const directives = new Map<string, string[]>(Object.entries(POLICY));
  for (const [name, sources] of Object.entries(policy))
    directives.set(name, [...(directives.get(name) ?? []), ...sources]);
  return [...directives].map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ');
}

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
  const head = renderToString(<Head page={page} site={site} to={to} />);
  const html = `<!doctype html>
<html lang="en" data-root="${to('')}">
<head>${head}${site.lean && page.path.startsWith('server/') ? '' : feedsHtml(site, to)}</head>
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

function Head({ page, site, to }: { page: Page; site: Site; to: To }) {
  const { style, script, theme } = site.assets;
  const { title } = site.snapshot.registry;
  return (
    <>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{page.title}</title>
      <meta name="description" content={page.description} />
      <meta http-equiv="Content-Security-Policy" content={policyOf(page)} />
      <meta name="referrer" content="strict-origin-when-cross-origin" />
      {page.path !== '404.html' && <About page={page} site={site} />}
      <link rel="search" type="application/opensearchdescription+xml" href={to('opensearch.xml')} title={title} />
      <link rel="icon" href={to('favicon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={to(style)} />
      <script src={to(theme)} />
      <script type="module" src={to(script)} />
      {page.script && <script type="module" src={to(page.script)} />}
      {page.feed && <link rel="alternate" type="application/atom+xml" href={to(page.feed)} title="This server" />}
    </>
  );
}

/** Where the page lies, and what it is about, for search engines and for whoever shows a link to it. */
function About({ page: { path, title, description, about }, site }: { page: Page; site: Site }) {
  const { registry } = site.snapshot;
  const url = new URL(path.replace(/index\.html$/, ''), registry.siteUrl).href;
  return (
    <>
      <link rel="canonical" href={url} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={url} />
      <meta property="og:site_name" content={registry.title} />
      <meta property="og:type" content="website" />
      <meta property="og:image" content={new URL(PICTURE.path, registry.siteUrl).href} />
      <meta property="og:image:width" content={String(PICTURE.width)} />
      <meta property="og:image:height" content={String(PICTURE.height)} />
      <meta property="og:image:alt" content={pictureWords(site)} />
      <meta name="twitter:card" content="summary_large_image" />
      {about && (
        // Data, not a script that runs; `<` is escaped, so that nothing in it ends the element.
        <script
          type="application/ld+json"
          dangerouslySetInnerHTML={{ __html: JSON.stringify(about).replaceAll('<', '\\u003c') }}
        />
      )}
    </>
  );
}

const feedsHtml = madeOnce((_site: Site, to) => (
  <>
    {FEEDS.map((feed) => (
      <link rel="alternate" type={atom.type} href={to(feedFile(feed, atom))} title={feed.title} />
    ))}
  </>
));

const footerHtml = madeOnce((site: Site, to) => <Footer site={site} to={to} />);

function Header({ page, site, to }: { page: Page; site: Site; to: To }) {
  const [first = '', ...rest] = site.snapshot.registry.title.split(' ');
  const current = (section: Page['section']) => (page.section === section ? { 'aria-current': 'page' as const } : {});
  return (
    <header class="top">
      <div class="wrap">
        <a class="brand" href={to('')}>
          <svg width="26" height="26" aria-hidden="true">
            <use href="#mark" />
          </svg>
          <span>
            <b>{first}</b> {rest.join(' ')}
          </span>
        </a>
        <nav class="nav" aria-label="Main">
          <a href={to('')} {...current('servers')}>
            Servers
          </a>
          <a href={to('status/')} {...current('health')}>
            Health
          </a>
          <a href={to('changes/')} {...current('changes')}>
            Changes
          </a>
          {site.guide.size > 0 && (
            <a href={to('guide/')} {...current('guide')}>
              Guide
            </a>
          )}
          <a href={to('playground/')} {...current('playground')}>
            Playground
          </a>
        </nav>
        <div class="tools js-only">
          <button class="btn bare" type="button" data-theme-button aria-label="Theme: follows your system">
            <Icon name="system" />
          </button>
        </div>
      </div>
    </header>
  );
}

function Footer({ site, to }: { site: Site; to: To }) {
  const { registry, commit, at } = site.snapshot;
  const repository = safeUrl(registry.repository);
  const contact = safeUrl(registry.contact);
  const source = fileAt(registry.repository, commit, 'catalog');
  return (
    <footer class="foot">
      <div class="wrap">
        <div>
          <h2>{registry.title}</h2>
          <p>
            A catalog kept in git. Anyone may read it, fork it, or run it. As of <time datetime={at}>{moment(at)}</time>
            {commit && (
              <>
                {' '}
                from commit{' '}
                {source ? (
                  <a href={source}>
                    <code>{commit.slice(0, 7)}</code>
                  </a>
                ) : (
                  <code>{commit.slice(0, 7)}</code>
                )}
              </>
            )}
            .
          </p>
        </div>
        <div>
          <h2>Browse</h2>
          <ul>
            <li>
              <a href={to('a-to-z/')}>Servers, A to Z</a>
            </li>
            <li>
              <a href={to('category/')}>Categories</a>
            </li>
            <li>
              <a href={to('publisher/')}>Publishers</a>
            </li>
            <li>
              <a href={to('status/')}>Health</a>
            </li>
            <li>
              <a href={to('changes/')}>Changes</a>
            </li>
            <li>
              <a href={to('compare/')}>Compare servers</a>
            </li>
            <li>
              <a href={to('stats/')}>In numbers</a>
            </li>
          </ul>
        </div>
        <div>
          <h2>For machines</h2>
          <ul>
            <li>
              <a href={to(REFERENCE_PAGE)}>The API, path by path</a>
            </li>
            <li>
              <a href={to('snapshot/manifest.json')}>Snapshot of the catalog</a>
            </li>
            <li>
              <a href={to('status/summary.json')}>Health of all servers</a>
            </li>
            <li>
              <a href={to('index.json')}>All of it, as files</a>
            </li>
            <li>
              <a href={to('llms.txt')}>For language models</a>
            </li>
            {FEEDS.map((feed) => (
              <li>
                <a href={to(feedFile(feed, atom))}>{feed.title}, as a feed</a>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h2>Help</h2>
          <ul>
            {site.guide.size > 0 && (
              <li>
                <a href={to('guide/')}>Guide</a>
              </li>
            )}
            <li class="js-only">
              <button class="link" type="button" data-keys>
                Keyboard <kbd>?</kbd>
              </button>
            </li>
            {contact && (
              <li>
                <a href={contact}>Report a problem</a>
              </li>
            )}
            {repository && (
              <li>
                <a href={repository}>Source</a>
              </li>
            )}
          </ul>
        </div>
      </div>
    </footer>
  );
}
