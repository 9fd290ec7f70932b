import { isObject } from '../json/json.ts';
import { partsIn } from '../rules/server-view.ts';
import { OFFICIAL_META } from '../snapshot/server-response.ts';
import type { Dialect, Note } from './dialect.ts';
import { currentNames } from './names.ts';
import { inTodaysPlaces } from './places.ts';
import { readRecord } from './record.ts';

/** The second shape (July 2025): flat, in snake_case. */
export const snakeCase: Dialect = {
  name: 'B 2025-07-09',
  why: 'Flat and in snake_case: `version` at the top, packages by `registry_type` and `identifier`.',
  recognizes: (value) =>
    ['website_url', 'published_at', 'updated_at', 'is_latest'].some((key) => Object.hasOwn(value, key)) ||
    Object.keys(officialIn(value)).some((key) => key.includes('_')) ||
    [...partsIn(value, 'packages'), ...partsIn(value, 'remotes')].some((part) =>
      Object.keys(part.value).some((key) => key.includes('_')),
    ),
  read(value) {
    const notes: Note[] = [];
    const { id: _id, status, statusMessage, publishedAt, updatedAt, isLatest, ...said } = currentNames(value);
    const official = currentNames(officialIn(value));
    const registry = readRecord(
      {
        status: status ?? official.status,
        statusMessage: statusMessage ?? official.statusMessage,
        statusChangedAt: official.statusChangedAt,
        publishedAt: publishedAt ?? official.publishedAt,
        updatedAt: updatedAt ?? official.updatedAt,
        isLatest: isLatest ?? official.isLatest,
      },
      notes,
    );
    return { server: inTodaysPlaces(said), registry, notes };
  },
  root: '',
  example: {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-07-09/server.schema.json',
    name: 'io.github.example/weather',
    description: 'Tells the weather of tomorrow',
    status: 'active',
    website_url: 'https://example.com/weather',
    version: '1.0.0',
    packages: [
      {
        registry_type: 'npm',
        identifier: '@example/weather',
        version: '1.0.0',
        transport: { type: 'stdio' },
        package_arguments: [{ type: 'positional', value_hint: 'city', is_repeated: true }],
      },
    ],
    _meta: {
      [OFFICIAL_META]: {
        id: '4e9cf4cf-71f6-4aca-bae8-2d10a29ca2e0',
        published_at: '2025-08-01T10:00:00.123456Z',
        updated_at: '2025-08-02T10:00:00Z',
        is_latest: true,
      },
    },
  },
};

/** The official block of `_meta`, where it stood inside the server. */
export function officialIn(value: Record<string, unknown>): Record<string, unknown> {
  const official = isObject(value._meta) ? value._meta[OFFICIAL_META] : undefined;
  return isObject(official) ? official : {};
}
