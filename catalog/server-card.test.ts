import { describe, expect, it } from 'vitest';
import { readServerCard } from './server-card.ts';

const card = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
  name: 'com.example/weather',
  version: '1.0.0',
  description: 'Tells the weather of tomorrow',
  remotes: [{ type: 'streamable-http', url: 'https://example.com/mcp', supportedProtocolVersions: ['2026-07-28'] }],
};

describe('a server card', () => {
  it('is read with what we do not know of it', () => {
    expect(readServerCard({ ...card, 'x-new': 1 })).toEqual({ card: { ...card, 'x-new': 1 } });
  });

  it.each([
    [{ ...card, $schema: 'https://example.com/other.json' }, '/$schema must match pattern'],
    [{ ...card, name: 'weather' }, '/name must match pattern'],
    [{ ...card, version: undefined }, "it must have required property 'version'"],
    [{ ...card, remotes: [{ type: 'stdio', url: 'x' }] }, '/remotes/0'],
    [null, 'it must be object'],
  ])('is not %j', (value, fault) => {
    expect(readServerCard(value)).toEqual({ fault: expect.stringContaining(fault) });
  });
});
