import type { Entry } from '../../catalog/entry.ts';
import { type Snapshot, takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import type { Status } from '../../catalog/status/status.ts';
import { aStatus } from '../../catalog/testing.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { readSnapshot } from '../build/read-snapshot.ts';

const TOOLS = 5;

/** A snapshot of so many servers, made of those of a catalog: each under other names, with a status and five tools. */
export async function manyServers(catalog: string, count: number): Promise<Snapshot> {
  const real = await readSnapshot({ catalog, status: '/nonexistent' });
  const entries = Array.from({ length: count }, (_none, index) => entryOf(real, index));
  const statuses = new Map<string, Status>(
    entries.map(({ name }) => [name, aStatus({ server: name, tools: null, days: 'u'.repeat(90) })]),
  );
  const looks = new Map(entries.map(({ name }, index) => [name, toolsOf(index)]));
  return takeSnapshot({ registry: real.registry, commit: real.commit, at: real.at, entries, statuses, looks });
}

function entryOf({ entries }: Snapshot, index: number): Entry {
  const model = entries[index % entries.length];
  if (!model) throw new Error('a catalog without servers is no model');
  const round = Math.floor(index / entries.length);
  const name = round === 0 ? model.name : `${model.name}-${round}`;
  return {
    name,
    listing: {
      ...model.listing,
      ...(model.alias === null ? {} : { alias: round === 0 ? model.alias : `${model.alias.slice(0, 20)}-${round}` }),
      versions: Object.fromEntries(model.versions.map(({ server, status }) => [server.version, { status }])),
    },
    versions: model.versions
      .map(({ server, publishedAt, updatedAt }) => ({
        server: { ...server, name, title: `${server.title ?? name} ${wordOf(index)}` },
        ...{ publishedAt, updatedAt },
      }))
      .reverse(),
    lock: null,
  };
}

const SYLLABLES = ['ka', 'lo', 'mi', 'nu', 're', 'sa', 'ti', 'vo', 'wy', 'zen'];

/** A word that few servers share. */
export function wordOf(index: number): string {
  return String(index * 7919)
    .split('')
    .map((digit) => SYLLABLES[Number(digit)])
    .join('');
}

function toolsOf(index: number): ToolDefinition[] {
  return Array.from({ length: TOOLS }, (_none, nth) => ({
    name: `${['get', 'list', 'create', 'search', 'delete'][nth]}_${wordOf(index % 5000)}`,
    description: `What it does for ${wordOf(index)}: the ${nth + 1}. of the things that this server can do.`,
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'What to look for' },
        limit: { type: 'integer', minimum: 1 },
      },
      required: ['query'],
    },
    annotations: { readOnlyHint: nth < 2 },
  }));
}
