import { type Feed, type FeedFormat, type FeedItem, updatedAt } from './feed.ts';
import { htmlInXml, xmlText } from './xml.ts';

/** RSS 2.0: https://www.rssboard.org/rss-specification. Its readers take a description for HTML. */
export const rss: FeedFormat = { ending: 'rss', name: 'RSS', type: 'application/rss+xml', render };

function render(feed: Feed): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${xmlText(feed.title)}</title>
<link>${xmlText(feed.home)}</link>
<description>${xmlText(feed.description)}</description>
<language>en</language>
<lastBuildDate>${rfc822(updatedAt(feed))}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${xmlText(feed.url)}"/>
${feed.items.map(itemOf).join('')}</channel>
</rss>
`;
}

function itemOf({ id, url, title, text, publishedAt }: FeedItem): string {
  return `<item>
<guid isPermaLink="false">${xmlText(id)}</guid>
<title>${xmlText(title)}</title>
<link>${xmlText(url)}</link>
<pubDate>${rfc822(publishedAt)}</pubDate>
<description>${htmlInXml(text)}</description>
</item>
`;
}

/** `Sun, 22 Nov 2026 10:00:00 GMT`. */
function rfc822(iso: string): string {
  return new Date(iso).toUTCString();
}
