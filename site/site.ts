import type { VNode } from 'preact';
import { rowsOf, type ServerRow } from '../catalog/snapshot/server-row.ts';
import { latestVersion, type Snapshot, type SnapshotEntry } from '../catalog/snapshot/snapshot.ts';
import { byUse, type Card } from './card.ts';
import { cardOf } from './card-of.ts';
import { cardsUnder, FACETS } from './facets.ts';
import type { LinkedData } from './linked-data.ts';
import type { To } from './links.ts';
import { onceFor } from './once-for.ts';

/** The built browser files, as paths from the site's root: names carry a hash of what is in them. */
export interface Assets {
  style: string;
  script: string;
  /** Runs before the first paint, so that a chosen theme does not flash. */
  theme: string;
  /** The playground's own, loaded on its page alone. */
  playground: string;
  /** Swagger UI and its style sheet, loaded on the API's page once somebody asks for it. */
  swagger: string;
  swaggerStyle: string;
}

/** What every page is made from. `cards` are the servers a list shows: all but the deleted, what works first. */
export interface Site {
  snapshot: Snapshot;
  assets: Assets;
  /** The texts of the guide, by their path in the repository; none: no guide. */
  guide: ReadonlyMap<string, string>;
  entries: Map<string, SnapshotEntry>;
  cards: Card[];
  /** What the registry API says of each entry, in the order of the snapshot: a row for each version. */
  rows: ServerRow[][];
  /** There are so many servers that a page leaves what is inside a tool to the browser, or to its Markdown twin. */
  lean: boolean;
  /** Categories with their servers, commonest first. */
  categories: ReadonlyMap<string, Card[]>;
}

/**
 * One page. `feed` is the path of its own, `about` is for search engines, `from` what its body is made from, where it is worth remembering
 * (`MadeFile`). Where it is `brief`, its head and foot say only what readers and hosts cannot do without: there are many like it.
 */
export interface Page {
  path: string;
  title: string;
  description: string;
  section?: 'servers' | 'health' | 'changes' | 'playground' | 'guide';
  feed?: string;
  about?: LinkedData;
  /** A script of its own, beside the one of all pages. */
  script?: string;
  /** What its Content-Security-Policy admits beside what every page may. */
  policy?: Record<string, string[]>;
  from?: readonly unknown[];
  brief?: boolean;
  body(to: To): VNode;
}

/** Makes pages of one kind; the list of them is `pages/index.ts`. */
export type PageMaker = (site: Site) => Page[];

/** From so many servers on pages are lean, unless told otherwise. */
const LEAN_FROM = 2000;

const onceCard = onceFor(cardOf);
/** What the registry API says of an entry: a row for each version. */
export const rowsOfServer = onceFor(rowsOf);

export function siteOf(
  snapshot: Snapshot,
  assets: Assets,
  { guide = new Map(), leanFrom = LEAN_FROM }: { guide?: Site['guide']; leanFrom?: number } = {},
): Site {
  const live = snapshot.entries.filter((entry) => latestVersion(entry).status !== 'deleted');
  const cards = live.map((entry) => onceCard(entry, snapshot.at)).sort(byUse);
  const category = FACETS.find(({ id }) => id === 'category');
  return {
    snapshot,
    assets,
    guide,
    entries: new Map(snapshot.entries.map((entry) => [entry.name, entry])),
    cards,
    lean: snapshot.entries.length >= leanFrom,
    rows: snapshot.entries.map((entry) => rowsOfServer(entry, snapshot.registry)),
    categories: new Map(category ? [...cardsUnder(category, cards)].sort(commonest) : []),
  };
}

function commonest([a, some]: [string, Card[]], [b, others]: [string, Card[]]): number {
  return others.length - some.length || (a < b ? -1 : 1);
}
