/** Something that happened, for people who follow. `id` never changes; `updatedAt` only when something did. Times: RFC 3339. */
export interface FeedItem {
  id: string;
  url: string;
  title: string;
  /** Plain text; it may quote what servers say. */
  text: string;
  publishedAt: string;
  updatedAt: string;
}

/** What a feed is, whatever its format. `url` is where it lies, `home` the page that tells the same to people. */
export interface Feed {
  id: string;
  url: string;
  home: string;
  title: string;
  description: string;
  author: string;
  items: FeedItem[];
}

/** A format of feeds: how its files end, their media type, and how they are written. */
export interface FeedFormat {
  ending: string;
  name: string;
  type: string;
  render(feed: Feed): string;
}

/** How many items a feed holds. */
export const MOST_ITEMS = 100;

/** The newest items, newest first. */
export function newestItems(items: FeedItem[]): FeedItem[] {
  return items
    .toSorted((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .slice(0, MOST_ITEMS);
}

/** When a feed last changed; one that never did, at the beginning of time. */
export function updatedAt({ items: [newest] }: Pick<Feed, 'items'>): string {
  return newest?.updatedAt ?? '1970-01-01T00:00:00Z';
}
