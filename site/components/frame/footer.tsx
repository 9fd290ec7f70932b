import { atom } from '../../api/feeds/atom.ts';
import { FEEDS, feedFile } from '../../api/feeds.ts';
import { REFERENCE_PAGE } from '../../api/reference/open-api.ts';
import { fileAt, safeUrl, type To } from '../../links.ts';
import type { Site } from '../../site.ts';
import { moment } from '../../words/time.ts';
import { madeOnce } from '../made-once.tsx';

/** What stands below every page: what it was made of, and the way to all there is. */
export const footerHtml = madeOnce((site: Site, to) => <Footer site={site} to={to} />);

/** The same in a few words, for pages of which there are many. */
export const briefFooterHtml = madeOnce((site: Site, to) => (
  <footer class="foot">
    <div class="wrap">
      <p>
        As of <time datetime={site.snapshot.at}>{moment(site.snapshot.at)}</time>
      </p>
      <ul class="row">
        <li>
          <a href={to('a-to-z/')}>A to Z</a>
        </li>
        {site.guide.size > 0 && (
          <li>
            <a href={to('guide/')}>Guide</a>
          </li>
        )}
        <li>
          <a href={to('index.json')}>All of it, as files</a>
        </li>
      </ul>
    </div>
  </footer>
));

/** Paths, and how they are called. */
type Links = readonly (readonly [path: string, words: string])[];

const BROWSE: Links = [
  ['a-to-z/', 'Servers, A to Z'],
  ['category/', 'Categories'],
  ['publisher/', 'Publishers'],
  ['status/', 'Health'],
  ['changes/', 'Changes'],
  ['compare/', 'Compare servers'],
  ['stats/', 'In numbers'],
];

const MACHINES: Links = [
  [REFERENCE_PAGE, 'The API, path by path'],
  ['snapshot/manifest.json', 'Snapshot of the catalog'],
  ['status/summary.json', 'Health of all servers'],
  ['index.json', 'All of it, as files'],
  ['llms.txt', 'For language models'],
  ...FEEDS.map((feed) => [feedFile(feed, atom), `${feed.title}, as a feed`] as const),
];

function Column({ title, links, to }: { title: string; links: Links; to: To }) {
  return (
    <div>
      <h2>{title}</h2>
      <ul>
        {links.map(([path, words]) => (
          <li>
            <a href={to(path)}>{words}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Footer({ site, to }: { site: Site; to: To }) {
  const { registry, commit, at } = site.snapshot;
  const source = fileAt(registry.repository, commit, 'catalog');
  const repository = safeUrl(registry.repository);
  const contact = safeUrl(registry.contact);
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
        <Column title="Browse" links={BROWSE} to={to} />
        <Column title="For machines" links={MACHINES} to={to} />
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
