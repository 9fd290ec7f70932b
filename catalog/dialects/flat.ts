import { OFFICIAL_META } from '../snapshot/server-response.ts';
import type { Dialect, Note } from './dialect.ts';
import { currentNames } from './names.ts';
import { inTodaysPlaces } from './places.ts';
import { readRecord } from './record.ts';
import { officialIn } from './snake-case.ts';

/** The third shape (September 2025): today's names, still flat. A publisher's own `server.json` looks like this too. */
export const flat: Dialect = {
  name: 'C 2025-09-16',
  why: 'Today’s field names, with `status` and the official `_meta` inside the server; or a `server.json` alone.',
  recognizes: (value) => typeof value.name === 'string',
  read(value) {
    const notes: Note[] = [];
    const { status, statusMessage, ...said } = currentNames(value, (pointer, name) => {
      notes.push({ pointer, code: 'field-renamed', message: `It is called "${name}" now` });
    });
    const official = officialIn(value);
    const { publishedAt, updatedAt, statusChangedAt, isLatest } = official;
    const registry = readRecord(
      {
        status: status ?? official.status,
        statusMessage: statusMessage ?? official.statusMessage,
        statusChangedAt,
        publishedAt,
        updatedAt,
        isLatest,
      },
      notes,
    );
    return { server: inTodaysPlaces(said), registry, notes };
  },
  root: '',
  example: {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-09-16/server.schema.json',
    name: 'io.github.example/weather',
    description: 'Tells the weather of tomorrow',
    status: 'deprecated',
    version: '1.0.0',
    websiteUrl: 'https://example.com/weather',
    remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
    _meta: {
      [OFFICIAL_META]: {
        serverId: '4e9cf4cf-71f6-4aca-bae8-2d10a29ca2e0',
        versionId: '1c4f1a9e-2b7d-4a0b-8f6e-6f1f5f0c9d11',
        publishedAt: '2025-09-17T10:00:00Z',
        updatedAt: '2025-09-18T10:00:00Z',
        isLatest: true,
      },
    },
  },
};
