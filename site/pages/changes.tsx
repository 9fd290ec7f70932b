import { FEEDS, FORMATS, feedFile } from '../api/feeds.ts';
import { ChangeDays } from '../components/changes/days.tsx';
import { Icon } from '../components/icon.tsx';
import type { To } from '../links.ts';
import { NEWS_KINDS, type News, type NewsKind, newsOf, newsOfWeek } from '../news.ts';
import type { PageMaker, Site } from '../site.ts';
import { NEWS_WORDS, newsInNumbers } from '../words/news.ts';
import { grouped } from '../words/numbers.ts';

/** What changed, day by day: a page of everything, and one of each kind. */
export const changes: PageMaker = (site) => {
  const all = newsOf(site.snapshot);
  const ofKind = new Map(NEWS_KINDS.map((kind): [NewsKind, News[]] => [kind, []]));
  for (const news of all) ofKind.get(news.kind)?.push(news);
  const { title } = site.snapshot.registry;
  return [null, ...NEWS_KINDS].map((kind) => ({
    path: `${changesPath(kind)}index.html`,
    title: `${kind ? `${NEWS_WORDS[kind].title}: changes` : 'What changed'} · ${title}`,
    description: 'Servers that are new, have a new version or other tools, or are gone, day by day.',
    section: 'changes' as const,
    body: (to: To) => <Changes site={site} all={all} ofKind={ofKind} kind={kind} to={to} />,
  }));
};

function changesPath(kind: NewsKind | null): string {
  return kind ? `changes/${kind}/` : 'changes/';
}

interface ChangesProps {
  site: Site;
  all: News[];
  ofKind: ReadonlyMap<NewsKind, News[]>;
  kind: NewsKind | null;
  to: To;
}

function Changes({ site, all, ofKind, kind, to }: ChangesProps) {
  const { at } = site.snapshot;
  const of = (one: NewsKind | null) => (one ? (ofKind.get(one) ?? []) : all);
  const shown = of(kind);
  const week = newsInNumbers(newsOfWeek(shown, at));
  return (
    <>
      <section class="hero">
        <h1>{week ? `This week: ${week}` : 'Nothing changed this week.'}</h1>
        <nav class="chips" aria-label="Kinds of changes">
          {[null, ...NEWS_KINDS].map((one) => (
            <a class="chip" href={to(changesPath(one))} aria-current={one === kind ? 'page' : undefined}>
              {one ? NEWS_WORDS[one].title : 'Everything'} <span>{grouped(of(one).length)}</span>
            </a>
          ))}
        </nav>
        <Follow feed={kind === 'tools' ? 'drift' : 'changes'} to={to} />
      </section>
      {shown.length === 0 && <p class="muted">None is on record.</p>}
      <ChangeDays news={shown} at={at} to={to} />
    </>
  );
}

/** The feed that tells the same. */
function Follow({ feed: name, to }: { feed: string; to: To }) {
  return FEEDS.filter((feed) => feed.name === name).map((feed) => (
    <p class="small ic">
      <Icon name="feed" />
      <span>
        Follow it:{' '}
        {FORMATS.map((format, index) => (
          <>
            {index > 0 && ', '}
            <a href={to(feedFile(feed, format))} type={format.type}>
              {format.name}
              <span class="vh"> feed</span>
            </a>
          </>
        ))}
        . The newest <a href={to('changes/latest.json')}>changes of versions as JSON</a>.
      </span>
    </p>
  ));
}
