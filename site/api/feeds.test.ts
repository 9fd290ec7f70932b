import { DOMParser, type Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anIncident, aToolsChange } from '../../catalog/testing.ts';
import { RESERVED_NAMESPACES } from '../../catalog/urls.ts';
import type { Site } from '../site.ts';
import { aSite, aSnapshot, contentsOf, HOSTILE, ofEveryServer } from '../testing.ts';
import { FEEDS, FORMATS, feedFile, feeds, serverFeed } from './feeds.ts';

const ATOM = 'http://www.w3.org/2005/Atom';
const SITE = 'https://example.com/registry/';
const files = feedsOf(aSite());

/** A document as a strict reader sees it: whatever is not well-formed throws. */
function feedsOf(site: Site): Map<string, string> {
  return contentsOf([...feeds(site), ...ofEveryServer(serverFeed, site)]);
}

function parsed(path: string, from = files): Element {
  const onError = (level: string, message: string) => {
    throw new Error(`${path}: ${level} ${message}`);
  };
  const root = new DOMParser({ onError }).parseFromString(from.get(path) ?? '', 'text/xml').documentElement;
  if (!root) throw new Error(`${path} is empty`);
  return root;
}

function children(of: Element, name: string): Element[] {
  return [...of.getElementsByTagName(name)].filter((one) => one.parentNode === of);
}

/** The text of the only child of that name. */
function only(of: Element, name: string): string {
  const found = children(of, name);
  expect(found, name).toHaveLength(1);
  return found[0]?.textContent ?? '';
}

const Item = z.strictObject({
  id: z.string().startsWith('tag:registry.example.com,2026:'),
  url: z.url().startsWith(SITE),
  title: z.string().min(1),
  content_text: z.string().min(1),
  date_published: z.iso.datetime(),
  date_modified: z.iso.datetime(),
});
const JsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string().min(1),
  home_page_url: z.url().startsWith(SITE),
  feed_url: z.url().startsWith(`${SITE}feeds/`),
  description: z.string(),
  language: z.literal('en'),
  authors: z.array(z.strictObject({ name: z.string() })),
  items: z.array(Item),
});

function itemsOf(name: string, from = files) {
  return JsonFeed.parse(JSON.parse(from.get(`feeds/${name}.json`) ?? '')).items;
}

describe.each(FEEDS)('the feed of $name', ({ name, home }) => {
  const items = itemsOf(name);

  it('has items that are all different, newest first', () => {
    expect(items.length).toBeGreaterThan(1);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const times = items.map(({ date_modified: modified }) => Date.parse(modified));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('says the same in Atom, as its rules want it', () => {
    const feed = parsed(`feeds/${name}.atom`);
    expect([feed.namespaceURI, feed.localName]).toEqual([ATOM, 'feed']);
    expect(only(feed, 'id')).toBe(`tag:registry.example.com,2026:feeds/${name}`);
    expect([only(feed, 'title'), only(feed, 'author')]).toEqual([
      expect.stringContaining('Test Registry'),
      'Test Registry',
    ]);
    expect(only(feed, 'updated')).toBe(items[0]?.date_modified);
    const links = children(feed, 'link').map((link) => [link.getAttribute('rel'), link.getAttribute('href')]);
    expect(links).toEqual([
      ['self', `${SITE}feeds/${name}.atom`],
      ['alternate', `${SITE}${home}`],
    ]);
    const entries = children(feed, 'entry').map((entry) => ({
      id: only(entry, 'id'),
      url: children(entry, 'link')[0]?.getAttribute('href'),
      title: only(entry, 'title'),
      content_text: only(entry, 'content'),
      date_published: only(entry, 'published'),
      date_modified: only(entry, 'updated'),
    }));
    expect(entries).toEqual(items);
  });

  it('says the same in RSS, as its rules want it', () => {
    const rss = parsed(`feeds/${name}.rss`);
    expect([rss.localName, rss.getAttribute('version')]).toEqual(['rss', '2.0']);
    const [channel] = children(rss, 'channel');
    if (!channel) throw new Error('no channel');
    expect([only(channel, 'link'), only(channel, 'language')]).toEqual([`${SITE}${home}`, 'en']);
    expect(only(channel, 'title') && only(channel, 'description')).not.toBe('');
    expect(children(channel, 'atom:link')[0]?.getAttribute('href')).toBe(`${SITE}feeds/${name}.rss`);
    const found = children(channel, 'item');
    expect(found.map((item) => [only(item, 'guid'), only(item, 'title'), only(item, 'link')])).toEqual(
      items.map(({ id, title, url }) => [id, title, url]),
    );
    for (const [index, item] of found.entries()) {
      expect(children(item, 'guid')[0]?.getAttribute('isPermaLink')).toBe('false');
      expect(only(item, 'pubDate')).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
      expect(Date.parse(only(item, 'pubDate'))).toBe(Date.parse(items[index]?.date_published ?? ''));
      // Readers take this for HTML, so what remains once it is read as XML must hold no tag.
      expect(only(item, 'description')).not.toMatch(/[<>]/);
    }
  });

  it("hides nothing of what servers say, and is no place for anyone's markup", () => {
    for (const ending of ['rss', 'atom', 'json']) {
      const text = files.get(`feeds/${name}.${ending}`) ?? '';
      expect(text).toContain('[U+202E]');
      expect(text).not.toContain('\u202e');
      if (ending !== 'json') expect(text).not.toContain('<script>');
    }
  });

  it('is valid, and stays as it is, where nothing happened', () => {
    const quiet = (at: string) => feedsOf(aSite({ ...aSnapshot(), at, entries: [], histories: new Map() }));
    const none = quiet('2026-11-22T10:00:00Z');
    expect(itemsOf(name, none)).toEqual([]);
    expect(only(parsed(`feeds/${name}.atom`, none), 'updated')).toBe('1970-01-01T00:00:00Z');
    expect(quiet('2026-11-23T10:00:00Z')).toEqual(none);
  });
});

describe('an item', () => {
  const itemOf = (over: Parameters<typeof anIncident>[0]) => {
    const incidents = [anIncident({ server: 'com.example/ok', ...over })];
    const histories = new Map([['com.example/ok', { incidents, toolChanges: [], evidence: [] }]]);
    return itemsOf('incidents', feedsOf(aSite({ ...aSnapshot(), histories })))[0];
  };

  it('keeps its id when an incident ends, and is updated then', () => {
    const [open, ended] = [itemOf({ endedAt: null }), itemOf({})];
    expect(open?.id).toBe(ended?.id);
    expect([open?.title, open?.date_modified]).toEqual([
      'com.example/ok is down: no answer in time',
      '2026-11-12T14:37:00Z',
    ]);
    expect([ended?.title, ended?.date_modified]).toEqual([
      'com.example/ok was down for 58 minutes: no answer in time',
      '2026-11-12T15:05:00Z',
    ]);
  });

  it('tells of tools which came, went and changed, in numbers and by name', () => {
    const change = itemsOf('drift')[0];
    expect(change?.title).toBe('Tools of com.example/ok: 1 new, 2 gone, 3 more (breaking)');
    expect(change?.content_text).toBe('Calls that worked may fail now.\nNew: wipe\nGone: old, older');
  });
});

describe('feeds', () => {
  it('are there for each server to which something happened, and for no other', () => {
    const own = [...files.keys()].filter((path) => path.startsWith('feeds/com.'));
    expect(own.sort()).toEqual(['hostile', 'ok', 'slow', 'tls'].map((name) => `feeds/com.example/${name}.atom`));
    expect(children(parsed('feeds/com.example/ok.atom'), 'entry')).toHaveLength(3);
    expect(only(children(parsed('feeds/com.example/hostile.atom'), 'entry')[0] ?? parsed(''), 'content')).toContain(
      HOSTILE.slice(0, 20),
    );
  });

  it('hold the newest hundred, and of one restless server only a few', () => {
    const toolChanges = Array.from({ length: 20 }, (_none, day) =>
      aToolsChange({ at: `2026-11-${String(day + 1).padStart(2, '0')}T00:00:00Z` }),
    );
    const incidents = Array.from({ length: 150 }, (_none, index) =>
      anIncident({ id: String(index).padStart(16, '0'), server: 'com.example/ok' }),
    );
    const histories = new Map([['com.example/ok', { incidents, toolChanges, evidence: [] }]]);
    const full = feedsOf(aSite({ ...aSnapshot(), histories }));
    expect([itemsOf('incidents', full).length, itemsOf('drift', full).length]).toEqual([100, 5]);
    expect(children(parsed('feeds/com.example/ok.atom', full), 'entry')).toHaveLength(100);
  });
});

it('leaves the names of the feeds of all servers to no namespace, whose folder would lie there', () => {
  const names = FEEDS.flatMap((feed) => FORMATS.map((format) => feedFile(feed, format).slice('feeds/'.length)));
  expect(RESERVED_NAMESPACES).toEqual(expect.arrayContaining(names));
});
