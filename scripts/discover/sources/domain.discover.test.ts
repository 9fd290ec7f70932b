import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aWeb } from './domain/testing-web.ts';
import { domain } from './domain.ts';
import { type FarWorld, inShort, looked } from './testing-far.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'domain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Web = Awaited<ReturnType<typeof aWeb>>;
const look = ({ strangers, fetch }: Web, world: Partial<FarWorld> = {}) =>
  looked(domain, { folder, strangers, fetch, settings: { domains: ['example.com'] }, ...world });

const CARD = 'application/mcp-server-card+json';
const aCard = (over: object = {}) => ({
  $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
  ...{ name: 'com.example/weather', version: '1.0.0', description: 'Tells the weather' },
  remotes: [{ type: 'streamable-http', url: 'https://example.com/mcp' }],
  ...over,
});
const catalog = (...entries: object[]) => ({
  'https://example.com/.well-known/ai-catalog.json': {
    type: 'application/ai-catalog+json; charset=utf-8',
    body: { specVersion: '1.0', entries },
  },
});
const listing = (over: object) => ({ identifier: 'urn:air:example.com:mcp:weather', type: CARD, ...over });

describe('an AI Catalog', () => {
  it('lists cards by address and in itself, at its own domain and others, among other things', async () => {
    await using web = await aWeb({
      ...catalog(
        listing({ url: 'https://mcp.example.com/server-card' }),
        listing({ data: aCard({ name: 'com.example/inline' }) }),
        listing({ url: 'https://other.example/card' }),
        listing({ url: '/card' }),
        { type: 'application/a2a-agent-card+json', url: 'https://example.com/agent' },
        [7],
      ),
      'https://mcp.example.com/server-card': { type: CARD, body: aCard() },
      'https://other.example/card': { type: CARD, body: aCard({ name: 'com.example/elsewhere' }) },
      'https://example.com/card': { body: aCard({ name: 'com.example/relative' }) },
    });
    const { finds, faults, error } = await look(web);
    expect([faults, error]).toEqual([[], undefined]);
    expect(finds.map((find) => `${find.where} ${inShort(find)}`)).toEqual([
      'https://mcp.example.com/server-card com.example/weather publisher proven',
      'https://example.com/.well-known/ai-catalog.json#/entries/1 com.example/inline publisher proven',
      'https://other.example/card com.example/elsewhere publisher claimed',
      'https://example.com/card com.example/relative publisher proven',
    ]);
    expect(web.asked.some((url) => url.includes('/mcp/server-card'))).toBe(false);
  });

  it('is asked for by its mark, and not at all while it is fresh', async () => {
    const pages = {
      'https://example.com/.well-known/ai-catalog.json': {
        headers: { etag: '"1"' },
        body: { entries: [listing({ url: 'https://example.com/card' })] },
      },
      'https://example.com/card': {
        headers: { etag: '"2"', 'cache-control': 'public, max-age=3600' },
        body: aCard(),
      },
    };
    await using web = await aWeb(pages);
    const first = await look(web);
    expect((await look(web)).finds).toEqual(first.finds);
    expect(web.asked.map((line) => line.slice('https://example.com'.length))).toEqual([
      '/.well-known/ai-catalog.json 200',
      '/card 200',
      '/.well-known/ai-catalog.json 304',
    ]);
  });

  it('with poisoned entries is told of, and the rest is read', async () => {
    await using web = await aWeb({
      ...catalog(
        listing({ url: 'https://long.example/card' }),
        listing({ url: 'https://html.example/card' }),
        listing({ url: 'https://metadata.example/card' }),
        listing({ url: 'http://169.254.169.254/latest' }),
        listing({ url: 'https://nowhere.example/card?key=s3cret' }),
        listing({ url: 'file:///etc/passwd' }),
        listing({}),
        listing({ data: { name: 'weather' } }),
        listing({ data: aCard({ remotes: [{ type: 'sse', url: 'https://foreign.example/sse' }] }) }),
      ),
      'https://long.example/card': { body: 'x'.repeat(20_000) },
      'https://html.example/card': { type: 'text/html', body: '<html>' },
      'https://metadata.example/card': { status: 302, headers: { location: 'http://169.254.169.254/latest' } },
    });
    const settings = { domains: ['example.com'], politeness: { answerBytes: 10_240 } };
    const { finds, faults, error } = await look(web, { settings });
    expect(error).toBeUndefined();
    expect(finds.map(inShort)).toEqual(['com.example/weather publisher proven remote-foreign']);
    expect(faults).toEqual([
      'https://long.example/card: the document is longer than 10240 bytes',
      'https://html.example/card: the catalog of example.com lists it, but it is text/html, no JSON',
      expect.stringMatching(/^https:\/\/metadata\.example\/card: 169\.254\.169\.254 /),
      expect.stringMatching(/^http:\/\/169\.254\.169\.254\/latest: /),
      expect.stringMatching(/^https:\/\/nowhere\.example\/card: .*ENOTFOUND/),
      'https://example.com/.well-known/ai-catalog.json#/entries/5: its url is no https address',
      'https://example.com/.well-known/ai-catalog.json#/entries/6: it has neither a url nor data',
      expect.stringContaining('#/entries/7: it is no server card'),
    ]);
    expect(JSON.stringify(faults)).not.toContain('s3cret');
  });
});

describe('a domain without a catalog', () => {
  it('is asked beside its remotes, and then at older addresses', async () => {
    await using web = await aWeb({ 'https://example.com/.well-known/mcp.json': { body: aCard() } });
    const { finds } = await look(web);
    expect(finds.map(inShort)).toEqual(['com.example/weather publisher proven']);
    expect(web.asked.map((line) => line.slice('https://example.com'.length))).toEqual([
      '/.well-known/ai-catalog.json 404',
      '/mcp/server-card 404',
      '/.well-known/mcp/server-card.json 404',
      '/.well-known/mcp.json 200',
    ]);
  });

  it('is asked beside the remotes that others name, and that come first', async () => {
    await using web = await aWeb({
      'https://example.com/a/mcp/server-card': { type: CARD, body: aCard() },
      'https://example.com/.well-known/mcp.json': { body: aCard({ name: 'com.example/older' }) },
    });
    const server = { remotes: [{ type: 'streamable-http', url: 'https://example.com/a/mcp' }] };
    const found = { source: 'npm', where: 'npm', at: '', nameOrigin: 'publisher', evidence: 'claimed' } as const;
    const { finds } = await look(web, { others: [{ ...found, server }] });
    expect(finds.map(({ where }) => where)).toEqual(['https://example.com/a/mcp/server-card']);
  });

  it('and without a card is told of', async () => {
    await using web = await aWeb({ 'https://example.com/mcp/server-card': { type: 'text/html', body: '<html>' } });
    const { finds, faults } = await look(web, { settings: { domains: ['example.com', 'nowhere.example'] } });
    expect(finds).toEqual([]);
    expect(faults).toEqual([
      'example.com: it has no AI Catalog that lists a server card, and no server card',
      expect.stringMatching(/^nowhere\.example: .*ENOTFOUND/),
    ]);
  });

  it('that leads elsewhere is flagged, and proves nothing', async () => {
    await using web = await aWeb({
      'https://example.com/mcp/server-card': { status: 302, headers: { location: 'https://cdn.example/card' } },
      'https://cdn.example/card': { headers: { etag: '"1"' }, body: aCard() },
    });
    for (const _run of [1, 2])
      expect((await look(web)).finds.map(inShort)).toEqual(['com.example/weather publisher claimed redirects-away']);
  });
});
