import { visible } from '../../words/visible.ts';
import { json } from '../file-maker.ts';
import type { Feed, FeedFormat } from './feed.ts';

/** JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/ */
export const jsonFeed: FeedFormat = { ending: 'json', name: 'JSON', type: 'application/feed+json', render };

function render({ url, home, title, description, author, items }: Feed): string {
  return json({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: url,
    description,
    language: 'en',
    authors: [{ name: author }],
    items: items.map((item) => ({
      id: item.id,
      url: item.url,
      title: item.title,
      content_text: visible(item.text),
      date_published: item.publishedAt,
      date_modified: item.updatedAt,
    })),
  });
}
