import type { Entry } from './entry.ts';
import type { Listing } from './listing.ts';
import type { Registry } from './registry.ts';
import { SERVER_SCHEMA_URL, type ServerJson } from './server-json.ts';
import type { ProbeRun } from './status/probe-run.ts';
import { HEALTH_OF, type Incident, type Reason, type Status } from './status/status.ts';
import type { ToolDefinition } from './tools/tool.ts';
import type { ToolsChange } from './tools/tools-change.ts';

/** Builders for tests: each gives what the test does not care about. */

export const aRegistry: Registry = {
  id: 'com.example.registry',
  title: 'Test Registry',
  description: 'Servers for tests.',
  owner: 'example',
  contact: 'https://example.com/contact',
  siteUrl: 'https://example.com/registry/',
  repository: 'https://github.com/example/registry',
  statusBranch: 'status',
  namespaces: ['*'],
};

export function aServerJson(over: Partial<ServerJson> = {}): ServerJson {
  return {
    $schema: SERVER_SCHEMA_URL,
    name: 'com.example/weather',
    title: 'Weather',
    description: 'Tells the weather of tomorrow',
    version: '1.0.0',
    remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
    ...over,
  };
}

export function aListing(over: Partial<Listing> = {}): Listing {
  return {
    nameOrigin: 'publisher',
    categories: ['data'],
    tags: [],
    owners: [],
    versions: { '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } },
    ...over,
  };
}

/** An entry with one version, unless told otherwise. */
export function anEntry({
  server = {},
  listing = {},
  ...over
}: Partial<Omit<Entry, 'listing'>> & { server?: Partial<ServerJson>; listing?: Partial<Listing> } = {}): Entry {
  const json = aServerJson(server);
  return {
    name: json.name,
    listing: aListing({ versions: { [json.version]: { status: 'active' } }, ...listing }),
    versions: [{ server: json, publishedAt: '2026-01-02T03:04:05Z', updatedAt: '2026-01-02T03:04:05Z' }],
    lock: null,
    ...over,
  };
}

export function aTool(over: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name: 'forecast',
    description: 'Forecasts the weather of a city',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    ...over,
  };
}

/** A status as one look at a server with one hosted instance leaves it. */
export function aStatus({ reason = 'ok', ...over }: Partial<Status> & { reason?: Reason } = {}): Status {
  const health = HEALTH_OF[reason];
  return {
    schemaVersion: 1,
    server: 'com.example/weather',
    version: '1.0.0',
    health,
    reason,
    since: '2026-11-20T08:07:11Z',
    checkedAt: '2026-11-22T09:37:02Z',
    instances: [
      {
        id: 'remote-0',
        transport: 'streamable-http',
        health,
        reason,
        era: 'modern',
        protocolVersion: '2026-07-28',
        stepsMs: { resolve: 12, connect: 20, tls: 35, http: 41, mcp: 48, tools: 82 },
      },
    ],
    tools: null,
    uptime: { '24h': [48, 48], '7d': [330, 336], '30d': [1434, 1436], '90d': null },
    latencyMs: { p50: 190, p95: 420 },
    days: 'uuuuuuguuduuu-uu',
    flapping: false,
    incidents: [],
    evidence: [],
    ...over,
  };
}

/** A run of the probe that counts. */
export function aProbeRun({ startedAt = '2026-11-22T09:36:02.000Z', ...over }: Partial<ProbeRun> = {}): ProbeRun {
  return { id: startedAt, plannedAt: null, startedAt, endedAt: startedAt, looked: 5, bad: 0, void: null, ...over };
}

/** An incident that lasted 58 minutes, unless told otherwise. */
export function anIncident(over: Partial<Incident> = {}): Incident {
  return {
    id: '0123456789abcdef',
    server: 'com.example/weather',
    severity: 'major',
    reason: 'timeout',
    cause: 'No answer in 10 s',
    startedAt: '2026-11-12T14:07:00Z',
    confirmedAt: '2026-11-12T14:37:00Z',
    endedAt: '2026-11-12T15:05:00Z',
    evidence: {
      step: 'mcp',
      request: 'POST https://weather.example.com/mcp',
      response: 'no first byte in 10 s',
      repeat: "curl -i -X POST 'https://weather.example.com/mcp'",
    },
    ...over,
  };
}

/** One tool more than at the look before, unless told otherwise. */
export function aToolsChange(over: Partial<ToolsChange> = {}): ToolsChange {
  return {
    at: '2026-11-19T06:00:00Z',
    setHash: `sha256-${'0'.repeat(64)}`,
    change: 'additive',
    added: ['forecast'],
    removed: [],
    changed: [],
    ...over,
  };
}
