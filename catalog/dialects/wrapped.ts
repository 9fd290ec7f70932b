import { isObject } from '../json/json.ts';
import { OFFICIAL_META } from '../snapshot/server-response.ts';
import type { Dialect, Note } from './dialect.ts';
import { currentNames } from './names.ts';
import { inTodaysPlaces } from './places.ts';
import { readRecord } from './record.ts';
import { officialIn } from './snake-case.ts';

/** The shape since 29 September 2025: the publisher's words in `server`, the registry's beside it. */
export const wrapped: Dialect = {
  name: 'D 2025-09-29',
  why: 'The wrapper `{ server, _meta }`, as in the API v0.1.',
  recognizes: (value) => isObject(value.server),
  read(value) {
    const notes: Note[] = [];
    const server = isObject(value.server) ? value.server : {};
    const said = currentNames(server, (pointer, name) => {
      notes.push({ pointer, code: 'field-renamed', message: `It is called "${name}" now` });
    });
    const { status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest } = officialIn(value);
    const registry = readRecord({ status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest }, notes);
    return { server: inTodaysPlaces(said), registry, notes };
  },
  root: '/server',
  example: {
    server: {
      $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
      name: 'io.github.example/weather',
      description: 'Tells the weather of tomorrow',
      version: '1.0.0',
      packages: [
        { registryType: 'npm', identifier: '@example/weather', version: '1.0.0', transport: { type: 'stdio' } },
      ],
    },
    _meta: {
      [OFFICIAL_META]: {
        status: 'deleted',
        statusMessage: 'Moved to com.example/weather',
        statusChangedAt: '2026-03-01T09:00:00.123456Z',
        publishedAt: '2026-02-01T09:00:00Z',
        updatedAt: '2026-03-01T09:00:00.123456Z',
        isLatest: true,
      },
    },
  },
};
