import type { Entry, EntryVersion } from '../../catalog/entry.ts';
import { SERVER_SCHEMA_URL, type ServerJson } from '../../catalog/server-json.ts';
import type { Find } from '../discover/find.ts';

/** When the first server came out, and a minute later the next; and when those that have changed did. */
const PUBLISHED = Date.parse('2026-11-01T00:00:00Z');
export const CHANGED = '2026-11-20T00:00:00Z';

/** Who looked then has seen nothing of what has changed. */
export const SEEN = '2026-11-19T00:00:00Z';

/** So many accounts publish them: about three servers each. */
const OWNERS = 8000;

/** The server of a number, in one of its versions. */
export function serverOf(index: number, version = '1.0.0'): ServerJson {
  const owner = `owner-${index % OWNERS}`;
  return {
    ...{ $schema: SERVER_SCHEMA_URL, name: `io.github.${owner}/server-${index}`, title: `Server ${index}` },
    ...{ description: `Looks up, lists and changes what there is of number ${index}`, version },
    repository: { url: `https://github.com/${owner}/server-${index}`, source: 'github' },
    packages: [
      {
        ...{ registryType: 'npm', identifier: `@${owner}/server-${index}`, version, transport: { type: 'stdio' } },
        environmentVariables: [{ name: 'API_KEY', description: 'The key of your account', isSecret: true }],
      },
    ],
    remotes: [{ type: 'streamable-http', url: `https://server-${index}.example.com/mcp` }],
  };
}

/** The servers of a registry; the first of them have a newer version. */
export function entriesOf(count: number, changed: number): Entry[] {
  return Array.from({ length: count }, (_none, index) => {
    const at = new Date(PUBLISHED + index * 60_000).toISOString();
    const first: EntryVersion = { server: serverOf(index), publishedAt: at, updatedAt: at };
    const next: EntryVersion = { server: serverOf(index, '1.1.0'), publishedAt: CHANGED, updatedAt: CHANGED };
    const versions = index < changed ? [first, next] : [first];
    const listed = versions.map(({ server, publishedAt, updatedAt }) => {
      return [server.version, { status: 'active' as const, publishedAt, updatedAt }];
    });
    return {
      ...{ name: first.server.name, versions, lock: null },
      listing: {
        nameOrigin: 'publisher',
        ...{ categories: [], tags: [], owners: [], versions: Object.fromEntries(listed) },
      },
    };
  });
}

/** What four kinds of sources see of each server: all that it says, the same in its repository, its package, its use. */
export function findsOf(servers: number): Find[] {
  return Array.from({ length: servers }, (_none, index) => findsOfOne(index)).flat();
}

function findsOfOne(index: number): Find[] {
  const { title, description, remotes, repository, packages = [], ...server } = serverOf(index);
  const [first] = packages;
  if (!first || !repository) return [];
  const { version: _version, environmentVariables: _variables, ...used } = first;
  const named = { at: CHANGED, nameOrigin: 'publisher', evidence: 'proven' } as const;
  return [
    {
      ...{ source: 'official-registry', where: `https://registry.example.com/v0.1/servers/${server.name}`, ...named },
      server: { ...serverOf(index) },
    },
    {
      ...{
        source: 'github',
        where: `${repository.url}/blob/main/server.json`,
        ...named,
        repositoryId: `github:${index}`,
      },
      server: { ...server, title, description, repository, packages },
    },
    {
      ...{ source: 'npm', where: `npm:${first.identifier}`, ...named },
      server: { ...server, description, repository, packages: [first] },
    },
    {
      ...{ source: 'client-config', where: `.cursor/mcp.json:/mcpServers/server-${index}`, at: CHANGED },
      ...{ nameOrigin: 'derived', evidence: 'guessed' },
      server: { name: `npm.owner-${index % OWNERS}/server-${index}`, packages: [used] },
    },
  ];
}
