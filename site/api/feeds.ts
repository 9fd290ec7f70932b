import type { Registry } from '../../catalog/registry.ts';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { type History, hasHistory, NO_HISTORY } from '../../catalog/status/history.ts';
import { feedPath, serverPath, siteAddress } from '../../catalog/urls.ts';
import { incidentsOf, toolChangesOf } from '../events.ts';
import { newsOf } from '../news.ts';
import { atom } from './feeds/atom.ts';
import { type FeedFormat, type FeedItem, MOST_ITEMS, newestItems } from './feeds/feed.ts';
import { incidentItem, newsItem, tagOf, toolsItem } from './feeds/items.ts';
import { jsonFeed } from './feeds/json-feed.ts';
import { rss } from './feeds/rss.ts';
import type { FileMaker, ServerFileMaker } from './file-maker.ts';

/** Changes that the feed of all servers tells of each. */
const MOST_OF_ONE = 5;

/** The formats that each feed of all servers comes in. */
export const FORMATS: FeedFormat[] = [rss, atom, jsonFeed];

/** A feed of what happened to all servers. */
interface FeedOfAll {
  name: string;
  title: string;
  description: string;
  /** The page that tells the same. */
  home: string;
  itemsOf(snapshot: Snapshot): FeedItem[];
}

/** Every feed of all servers. */
export const FEEDS: FeedOfAll[] = [
  {
    name: 'incidents',
    title: 'Incidents',
    description: 'Servers that went down or keep changing, and when it was over.',
    home: 'status/',
    itemsOf: (snapshot) => incidentsOf(snapshot).map((incident) => incidentItem(incident, snapshot.registry)),
  },
  {
    name: 'drift',
    title: 'Changed tools',
    description: 'Servers whose tools are others than at the look before.',
    home: 'changes/tools/',
    itemsOf: (snapshot) => toolChangesOf(snapshot, MOST_OF_ONE).map((change) => toolsItem(change, snapshot.registry)),
  },
  {
    name: 'changes',
    title: 'Changes',
    description: 'Servers that are new, have a new version or other tools, or are gone.',
    home: 'changes/',
    itemsOf: (snapshot) =>
      newsOf(snapshot)
        .slice(0, MOST_ITEMS)
        .map((news) => newsItem(news, snapshot.registry)),
  },
];

/** Where a feed of all servers lies. */
export function feedFile({ name }: Pick<FeedOfAll, 'name'>, { ending }: Pick<FeedFormat, 'ending'>): string {
  return `feeds/${name}.${ending}`;
}

/** The feeds of all servers in each format. */
export const feeds: FileMaker = ({ snapshot }) => {
  const { registry } = snapshot;
  const at = (path: string) => siteAddress(registry.siteUrl, path);
  return FEEDS.flatMap((feed) => {
    const about = {
      id: tagOf(registry, `feeds/${feed.name}`),
      title: `${feed.title}: ${registry.title}`,
      description: feed.description,
      home: at(feed.home),
      author: registry.title,
      items: newestItems(feed.itemsOf(snapshot)),
    };
    return FORMATS.map((format): [string, string] => {
      const path = feedFile(feed, format);
      return [path, format.render({ ...about, url: at(path) })];
    });
  });
};

/** The feed of a server, once something happened to it. */
export const serverFeed: ServerFileMaker = ({ name }, { site: { snapshot } }) => {
  const history = snapshot.histories.get(name) ?? NO_HISTORY;
  return hasHistory(history) ? [[feedPath(name), () => feedOf(name, history, snapshot.registry)]] : [];
};

function feedOf(name: string, { incidents, toolChanges }: History, registry: Registry): string {
  const at = (path: string) => siteAddress(registry.siteUrl, path);
  const items = [
    ...incidents.map((incident) => incidentItem(incident, registry)),
    ...toolChanges.map((change) => toolsItem({ ...change, server: name }, registry)),
  ];
  return atom.render({
    id: tagOf(registry, `feeds/${name}`),
    title: `${name}: ${registry.title}`,
    description: 'Incidents of this server, and changes of its tools.',
    home: at(serverPath(name)),
    url: at(feedPath(name)),
    author: registry.title,
    items: newestItems(items),
  });
}
