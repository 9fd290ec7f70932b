import { type Feed, type FeedFormat, type FeedItem, updatedAt } from './feed.ts';
import { xmlText } from './xml.ts';

/** Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287 */
export const atom: FeedFormat = { ending: 'atom', name: 'Atom', type: 'application/atom+xml', render };

function render(feed: Feed): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${xmlText(feed.id)}</id>
<title>${xmlText(feed.title)}</title>
<subtitle>${xmlText(feed.description)}</subtitle>
<updated>${updatedAt(feed)}</updated>
<author><name>${xmlText(feed.author)}</name></author>
<link rel="self" type="application/atom+xml" href="${xmlText(feed.url)}"/>
<link rel="alternate" type="text/html" href="${xmlText(feed.home)}"/>
${feed.items.map(entryOf).join('')}</feed>
`;
}

function entryOf({ id, url, title, text, publishedAt, updatedAt }: FeedItem): string {
  return `<entry>
<id>${xmlText(id)}</id>
<title>${xmlText(title)}</title>
<published>${publishedAt}</published>
<updated>${updatedAt}</updated>
<link rel="alternate" type="text/html" href="${xmlText(url)}"/>
<content type="text">${xmlText(text)}</content>
</entry>
`;
}
