import { describe, expect, it } from 'vitest';
import { readVersion } from '../../../../catalog/dialects/read-version.ts';
import { serverSchemaFaults } from '../../../../catalog/server-schema.ts';
import { cardFind, type SeenCard } from './card-find.ts';
import { domainsToAsk } from './domains.ts';

const card = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
  ...{ name: 'com.example/weather', version: '1.0.0', description: 'Tells the weather', 'x-new': 1 },
  remotes: [{ type: 'streamable-http', url: 'https://mcp.example.com/mcp', supportedProtocolVersions: ['2026-07-28'] }],
};
const AT = '2026-11-20T12:00:00.000Z';
const seen = (over: Partial<SeenCard> = {}): SeenCard => ({
  ...{ card, where: 'https://example.com/card', host: 'example.com', finalHost: 'example.com', listedBy: null },
  ...over,
});
const codes = ({ flags = [] }: ReturnType<typeof cardFind>) => flags.map(({ code }) => code);

it('is a server.json, with what has no place in one in the publisher’s data', () => {
  const { server, ...find } = cardFind(seen(), AT);
  expect(server).toEqual({
    ...{ name: card.name, version: card.version, description: card.description },
    remotes: [{ type: 'streamable-http', url: 'https://mcp.example.com/mcp' }],
    _meta: {
      'io.modelcontextprotocol.registry/publisher-provided': {
        imported: { supportedProtocolVersions: { 'https://mcp.example.com/mcp': ['2026-07-28'] } },
      },
    },
  });
  expect(serverSchemaFaults(readVersion(server)?.server)).toEqual([]);
  expect(find).toMatchObject({ source: 'domain', nameOrigin: 'publisher', evidence: 'proven', flags: [] });
});

describe('a name is proven', () => {
  it.each([
    ['example.com', null, true],
    ['mcp.example.com', 'example.com', true],
    // As with proofs of ownership: who has a part of a domain does not have the whole.
    ['mcp.example.com', null, false],
    ['cards.example', 'example.com', false],
    ['evilexample.com', 'example.com', false],
    ['example.com', 'evil.example', true],
  ])('at %s, listed by %s: %s', (host, listedBy, isProven) => {
    const find = cardFind(seen({ host, finalHost: host, listedBy }), AT);
    expect(find.evidence).toBe(isProven ? 'proven' : 'claimed');
  });

  it('never where a redirect led elsewhere', () => {
    const find = cardFind(seen({ finalHost: 'cdn.example', listedBy: 'example.com' }), AT);
    expect([find.evidence, codes(find)]).toEqual(['claimed', ['redirects-away']]);
  });
});

it.each([
  ['https://example.com/mcp', false],
  ['https://{region}.example.com/mcp', false],
  ['https://evilexample.com/mcp', true],
  ['https://example.com.evil.example/mcp', true],
  ['https://example.com@evil.example/mcp', true],
])('says whether the remote %s is at another’s: %s', (url, isForeign) => {
  const find = cardFind(seen({ card: { ...card, remotes: [{ type: 'sse', url }] } }), AT);
  expect(codes(find)).toEqual(isForeign ? ['remote-foreign'] : []);
});

describe('the domains to ask', () => {
  const found = (server: object) => {
    const find = { source: 'npm', where: '', at: AT, nameOrigin: 'publisher', evidence: 'claimed' } as const;
    return { ...find, server: { ...server } };
  };
  const others = [
    found({ websiteUrl: 'https://www.example.com/a', remotes: [{ url: 'https://mcp.example.com/mcp?key=s3cret' }] }),
    found({
      remotes: [{ url: 'http://plain.example/mcp' }, { url: 'https://10.0.0.1/mcp' }, { url: 'https://localhost/' }],
    }),
    { ...found({ websiteUrl: 'https://local.example/' }), isLocal: true },
  ];

  it('are the operator’s alone, with the remotes that are known there', () => {
    expect(domainsToAsk({ domains: ['mcp.example.com'], domainsOfOthers: false }, others)).toEqual([
      { domain: 'mcp.example.com', isOperators: true, remotes: ['https://mcp.example.com/mcp'] },
    ]);
  });

  it('are also those of websites and remotes, if the operator wants that', () => {
    const asked = domainsToAsk({ domains: [], domainsOfOthers: true }, others);
    expect(asked.map(({ domain, isOperators }) => [domain, isOperators])).toEqual([
      ['www.example.com', false],
      ['mcp.example.com', false],
    ]);
  });
});
