import { SERVER_SCHEMA_URL } from '../server-json.ts';
import type { ExampleCatalog } from './rule.ts';

/** What an example changes of a catalog without fault. Any value may be wrong: that is what examples are for. */
interface Changes {
  path?: string;
  server?: Record<string, unknown>;
  listing?: Record<string, unknown>;
  tools?: unknown;
  registry?: Record<string, unknown>;
}

/** The files of a catalog with one entry, `com.example/weather`, but for what is changed. */
export function example({
  path = 'com.example/weather/1.0.0',
  server,
  listing,
  tools,
  registry,
}: Changes = {}): ExampleCatalog {
  const folder = `servers/${path.split('/').slice(0, 2).join('/')}`;
  return {
    'registry.json': { ...REGISTRY, ...registry },
    [`servers/${path}.json`]: { ...SERVER, ...server },
    [`${folder}/listing.json`]: { ...LISTING, ...listing },
    ...(tools ? { [`${folder}/tools.json`]: tools } : {}),
  };
}

const REGISTRY = {
  id: 'com.example.registry',
  title: 'Example Registry',
  description: 'Servers for examples.',
  owner: 'example',
  contact: 'https://example.com/contact',
  siteUrl: 'https://example.com/registry/',
  repository: 'https://github.com/example/registry',
  statusBranch: 'status',
  namespaces: ['*'],
};

const SERVER = {
  $schema: SERVER_SCHEMA_URL,
  name: 'com.example/weather',
  description: 'Tells the weather of tomorrow',
  version: '1.0.0',
  remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
};

const LISTING = {
  nameOrigin: 'publisher',
  categories: ['data'],
  tags: [],
  owners: [],
  versions: { '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } },
};
