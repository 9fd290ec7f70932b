import { isObject } from '../json/json.ts';
import { partsIn } from '../rules/server-view.ts';
import type { Dialect, Note } from './dialect.ts';
import { currentNames } from './names.ts';
import { inTodaysPlaces } from './places.ts';
import { readRecord } from './record.ts';

/** The first shape (May 2025). Its lists have neither packages nor remotes; single servers have. */
export const seed: Dialect = {
  name: 'A 2025-05-16',
  why: 'The seed of the official registry: `version_detail`, packages by `registry_name` and `name`.',
  recognizes: (value) =>
    isObject(value.version_detail) ||
    partsIn(value, 'packages').some((part) => Object.hasOwn(part.value, 'registry_name')),
  read(value) {
    const notes: Note[] = [];
    const { id: _id, versionDetail, url, websiteUrl = url, createdAt, updatedAt, ...said } = currentNames(value);
    const { version, releaseDate, isLatest } = isObject(versionDetail) ? versionDetail : {};
    const registry = readRecord(
      {
        status: undefined,
        statusMessage: undefined,
        statusChangedAt: undefined,
        publishedAt: releaseDate || createdAt,
        updatedAt,
        isLatest,
      },
      notes,
    );
    const server = { version, ...said, ...(websiteUrl === undefined || websiteUrl === '' ? {} : { websiteUrl }) };
    return { server: inTodaysPlaces(server), registry, notes };
  },
  root: '',
  example: {
    id: '4e9cf4cf-71f6-4aca-bae8-2d10a29ca2e0',
    name: 'io.github.example/weather',
    description: 'Tells the weather of tomorrow',
    repository: { url: 'https://github.com/example/weather.git', source: 'github', id: '1' },
    version_detail: { version: '0.0.1-seed', release_date: '2025-05-16T18:56:49Z', is_latest: true },
    packages: [
      {
        registry_name: 'docker',
        name: 'example/weather',
        version: '1.0.0',
        environment_variables: [{ name: 'CITY', description: 'Where', is_required: true }],
      },
    ],
    remotes: [{ transport_type: 'streamable', url: 'https://weather.example.com/mcp' }],
  },
};
