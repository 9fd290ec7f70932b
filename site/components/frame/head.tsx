import { renderToString } from 'preact-render-to-string';
import { siteAddress } from '../../../catalog/urls.ts';
import { atom } from '../../api/feeds/atom.ts';
import { FEEDS, feedFile } from '../../api/feeds.ts';
import type { To } from '../../links.ts';
import { PICTURE, pictureWords } from '../../picture.tsx';
import type { Page, Site } from '../../site.ts';
import { madeOnce } from '../made-once.tsx';

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

/** The head of a page; where that is not brief, with the feeds of all servers. */
export function headHtml(page: Page, site: Site, to: To): string {
  const head = renderToString(<Head page={page} site={site} to={to} />);
  return page.brief ? head : head + feedsHtml(site, to);
}

function Head({ page, site, to }: { page: Page; site: Site; to: To }) {
  const { style, script, theme } = site.assets;
  const { title } = site.snapshot.registry;
  return (
    <>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>{page.title}</title>
      <meta name="description" content={page.description} />
      <meta http-equiv="Content-Security-Policy" content={policyOf(page)} />
      {page.path !== '404.html' && <About page={page} site={site} />}
      {!page.brief && (
        <link rel="search" type="application/opensearchdescription+xml" href={to('opensearch.xml')} title={title} />
      )}
      <link rel="icon" href={to('favicon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={to(style)} />
      <script src={to(theme)} />
      <script type="module" src={to(script)} />
      {page.script && <script type="module" src={to(page.script)} />}
      {page.feed && <link rel="alternate" type="application/atom+xml" href={to(page.feed)} title="This server" />}
    </>
  );
}

/**
 * Where the page lies, and what it is about, for search engines and for whoever shows a link to it. Who misses the words of
 * Open Graph takes a page's own title and description, so a brief page names the picture alone.
 */
function About({ page: { path, title, description, about, brief }, site }: { page: Page; site: Site }) {
  const { registry } = site.snapshot;
  const url = siteAddress(registry.siteUrl, path.replace(/index\.html$/, ''));
  return (
    <>
      <link rel="canonical" href={url} />
      <meta property="og:image" content={siteAddress(registry.siteUrl, PICTURE.path)} />
      {!brief && (
        <>
          <meta property="og:title" content={title} />
          <meta property="og:description" content={description} />
          <meta property="og:url" content={url} />
          <meta property="og:site_name" content={registry.title} />
          <meta property="og:type" content="website" />
          <meta property="og:image:width" content={String(PICTURE.width)} />
          <meta property="og:image:height" content={String(PICTURE.height)} />
          <meta property="og:image:alt" content={pictureWords(site)} />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
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
