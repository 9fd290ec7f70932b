import { latestVersion, type SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import { categoryPath } from '../../catalog/urls.ts';
import { Growth } from '../components/stats/growth.tsx';
import { type Share, Shares } from '../components/stats/shares.tsx';
import { Tally } from '../components/tally.tsx';
import { countValues, FACETS } from '../facets.ts';
import type { To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted, grouped, percent } from '../words/numbers.ts';
import { line } from '../words/visible.ts';

/** The registry in numbers, all of them counted from the snapshot. */
export const stats: PageMaker = (site) => [
  {
    path: 'stats/index.html',
    title: `In numbers · ${site.snapshot.registry.title}`,
    description: 'How many servers there are, how they are reached, who may call them, and how they do.',
    body: (to) => <Stats site={site} to={to} />,
  },
];

function Stats({ site, to }: { site: Site; to: To }) {
  const { cards } = site;
  const { at } = site.snapshot;
  const live = site.snapshot.entries.filter((entry) => latestVersion(entry).status !== 'deleted');
  const versions = live.flatMap((entry) => entry.versions);
  const tools = cards.reduce((sum, { hints }) => sum + (hints?.total ?? 0), 0);
  const listed = cards.filter(({ hints }) => hints !== null).length;
  return (
    <>
      <section class="hero">
        <h1>
          {counted(cards.length, 'server')}, {counted(versions.length, 'version')}
        </h1>
        <Tally cards={cards} to={to} />
        <p class="lede">
          {uptimeWords(site)} {counted(tools, 'tool')} in the {counted(listed, 'server')} whose tools we have seen.
        </p>
      </section>
      <div class="two">
        <Growth id="servers" title="Servers" times={live.map(firstPublished)} at={at} />
        <Growth id="versions" title="Versions" times={versions.map(({ publishedAt }) => publishedAt)} at={at} />
      </div>
      <div class="columns">
        <Shares id="transports" title="Transport" shares={transportsOf(live)} total={live.length} />
        {FACETS.map((facet) => (
          <Shares
            id={facet.id}
            title={facet.legend}
            total={facet.id === 'tools' ? listed : cards.length}
            shares={[...countValues(facet, cards)].map(([value, count]) => ({
              words: facet.values?.[value] ?? value,
              count,
              ...(facet.id === 'category' ? { href: to(categoryPath(value)) } : {}),
            }))}
          />
        ))}
      </div>
    </>
  );
}

function uptimeWords({ cards }: Site): string {
  const up = cards.reduce((sum, { uptime }) => sum + (uptime?.[0] ?? 0), 0);
  const checks = cards.reduce((sum, { uptime }) => sum + (uptime?.[1] ?? 0), 0);
  return checks === 0
    ? 'No check counts yet.'
    : `In 30 days they were up in ${percent(up, checks)} of ${grouped(checks)} checks.`;
}

function firstPublished({ versions }: SnapshotEntry): string {
  return versions.reduce((first, { publishedAt }) => (publishedAt < first ? publishedAt : first), latest(versions));
}

function latest([newest]: SnapshotEntry['versions']): string {
  return newest?.publishedAt ?? '';
}

/** How latest versions say they are spoken to, commonest first; a server may be under several. */
function transportsOf(live: SnapshotEntry[]): Share[] {
  const counts = new Map<string, number>();
  for (const entry of live) {
    const { remotes = [], packages = [] } = latestVersion(entry).server;
    const types = new Set([...remotes.map(({ type }) => type), ...packages.map(({ transport }) => transport.type)]);
    for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .map(([type, count]) => ({ words: line(type, 40), count }))
    .sort((a, b) => b.count - a.count || (a.words < b.words ? -1 : 1));
}
