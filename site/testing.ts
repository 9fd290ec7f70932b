import { type Snapshot, takeSnapshot } from '../catalog/snapshot/snapshot.ts';
import type { Answer, DayLatency, History } from '../catalog/status/history.ts';
import type { Reason } from '../catalog/status/status.ts';
import { anEntry, anIncident, aProbeRun, aRegistry, aStatus, aTool, aToolsChange } from '../catalog/testing.ts';
import type { ServerFileMaker } from './api/file-maker.ts';
import type { Card } from './card.ts';
import { type Chosen, FACETS } from './facets.ts';
import { type MadeFile, textOf } from './made-file.ts';
import { type Assets, rowsOfServer, type Site, siteOf } from './site.ts';

/** What tests build the site from: one server for each state there is, a hostile one, and enough for a second page. */

export const someAssets: Assets = {
  style: 'assets/style.css',
  script: 'assets/script.js',
  theme: 'assets/theme.js',
  playground: 'assets/playground.js',
  swagger: 'assets/swagger-ui.js',
  swaggerStyle: 'assets/swagger-ui.css',
};

/** The site of a snapshot, by default of all there is. */
export function aSite(snapshot: Snapshot = aSnapshot()): Site {
  return siteOf(snapshot, someAssets);
}

/** The files of one kind, of every server of a site. */
export function ofEveryServer(make: ServerFileMaker, site: Site): MadeFile[] {
  const { entries, registry } = site.snapshot;
  return entries.flatMap((entry) => [...make(entry, { site, rows: rowsOfServer(entry, registry) })]);
}

/** Files by their path, made. */
export function contentsOf(files: Iterable<MadeFile>): Map<string, string> {
  return new Map([...files].map((file) => [file[0], textOf(file)]));
}

const OVERRIDE = '\u202e';

/** What a hostile publisher would write, in every field that takes text. */
export const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>${OVERRIDE}gpj.exe`;

export function aSnapshot(): Snapshot {
  const kinds: Reason[] = ['ok', 'auth-required', 'slow', 'tls', 'not-mcp', 'needs-config'];
  const checked = kinds.map((reason) => ({ name: `com.example/${reason}`, reason }));
  const entries = [
    ...checked.map(({ name, reason }) =>
      anEntry({ server: { name, title: `Server ${reason}` }, listing: { categories: ['data', 'web'] } }),
    ),
    ...Array.from({ length: 60 }, (_, index) =>
      anEntry({ server: { name: `com.example.many/s${index}`, title: `Many ${index}` } }),
    ),
    anEntry({
      server: {
        name: 'com.example/old',
        title: 'Old one',
        packages: [{ registryType: 'npm', identifier: '@example/old', version: '1.0.0', transport: { type: 'stdio' } }],
      },
      listing: { versions: { '1.0.0': { status: 'deprecated', statusMessage: 'Use <b>new</b>.' } } },
    }),
    anEntry({
      server: { name: 'com.example/gone', title: 'Gone one' },
      listing: { versions: { '1.0.0': { status: 'deleted' } } },
    }),
    hostileEntry(),
    anEntry({
      server: {
        name: 'com.example/key',
        title: 'Asks for a key',
        remotes: [],
        packages: [
          {
            registryType: 'npm',
            identifier: '@example/key',
            version: '1.0.0',
            transport: { type: 'stdio' },
            environmentVariables: [
              { name: 'MAIL_TOKEN', isRequired: true, isSecret: true, description: 'The token of your account' },
              { name: 'MAIL_HOST', isRequired: true },
            ],
          },
        ],
      },
      listing: {
        facts: [
          { kind: 'repository-archived', of: 'https://github.com/example/key', at: '2026-11-01T00:00:00Z' },
          { kind: 'licence', of: 'https://github.com/example/key', value: 'MIT', at: '2026-10-01T00:00:00Z' },
          { kind: 'package-deprecated', of: 'npm:@example/key', value: HOSTILE, at: '2026-11-02T00:00:00Z' },
        ],
        origin: { registry: 'https://registry.example.com', syncedAt: '2026-11-20T00:00:00Z' },
      },
    }),
    anEntry({
      server: { name: 'com.example/email', title: 'Mailbox', description: 'Sends electronic letters' },
      listing: { alias: 'mail' },
    }),
  ];
  const statuses = new Map(checked.map(({ name, reason }) => [name, aStatus({ server: name, reason })]));
  statuses.set(
    'com.example/hostile',
    aStatus({
      server: 'com.example/hostile',
      days: 'u',
      uptime: { '24h': [4, 4], '7d': [4, 4], '30d': [4, 4], '90d': [4, 4] },
    }),
  );
  const looks = new Map([
    [
      'com.example/ok',
      [aTool({ annotations: { readOnlyHint: true } }), aTool({ name: 'wipe', annotations: { destructiveHint: true } })],
    ],
    [
      'com.example/hostile',
      [aTool({ name: HOSTILE, description: `${HOSTILE} ${'long '.repeat(2000)}`, inputSchema: hostileSchema })],
    ],
  ]);
  return takeSnapshot({
    registry: aRegistry,
    commit: 'a'.repeat(40),
    at: '2026-11-22T10:00:00Z',
    entries,
    statuses,
    looks,
    runs: [
      aProbeRun({ startedAt: '2026-11-22T08:30:00.000Z' }),
      aProbeRun({
        startedAt: '2026-11-22T09:00:00.000Z',
        void: { cause: 'fuse', detail: `4 of 10 ${HOSTILE}` },
      }),
      aProbeRun({ startedAt: '2026-11-22T09:30:00.000Z', plannedAt: '2026-11-22T09:22:00.000Z' }),
    ],
    histories: someHistories(),
    latencies: new Map([['com.example/ok', { answers: someAnswers(), days: someDays() }]]),
  });
}

/** A check every half hour, one of them without a good answer. */
function someAnswers(): Answer[] {
  return Array.from({ length: 41 }, (_none, index) => ({
    at: new Date(Date.parse('2026-11-22T09:37:02Z') - (40 - index) * 30 * 60_000).toISOString(),
    latencyMs: index === 20 ? null : 180 + ((index * 37) % 50) + (index === 30 ? 240 : 0),
  }));
}

/** Two months, one week of which nobody looked, and one day of which was slow. */
function someDays(): DayLatency[] {
  return Array.from({ length: 60 }, (_none, index) => {
    const date = new Date(Date.parse('2026-11-22') - (59 - index) * 86_400_000).toISOString().slice(0, 10);
    const p50 = 180 + ((index * 37) % 40);
    const latencyMs = index === 50 ? { p50: 640, p95: 1900 } : { p50, p95: 2 * p50 };
    return { date, latencyMs: index >= 20 && index < 27 ? null : latencyMs };
  });
}

/** One server that was down once and changed its tools, one that is down, one that only keeps changing, and a hostile one. */
function someHistories(): Map<string, History> {
  const evidence = { step: HOSTILE, request: HOSTILE, response: `${HOSTILE}\n${'W'.repeat(3000)}`, repeat: HOSTILE };
  return new Map([
    [
      'com.example/ok',
      {
        incidents: [anIncident({ id: '1'.repeat(16), server: 'com.example/ok' })],
        toolChanges: [
          aToolsChange(),
          aToolsChange({
            at: '2026-11-20T06:00:00Z',
            change: 'breaking',
            added: ['wipe'],
            removed: ['old', 'older'],
            more: 3,
          }),
        ],
        evidence: [],
      },
    ],
    [
      'com.example/tls',
      {
        incidents: [
          anIncident({
            id: '2'.repeat(16),
            server: 'com.example/tls',
            startedAt: '2026-11-01T00:00:00Z',
            confirmedAt: '2026-11-01T00:30:00Z',
            endedAt: '2026-11-04T01:00:00Z',
          }),
          anIncident({
            id: '3'.repeat(16),
            server: 'com.example/tls',
            reason: 'tls',
            cause: 'The certificate ended',
            startedAt: '2026-11-20T08:07:11Z',
            confirmedAt: '2026-11-20T08:37:11Z',
            endedAt: null,
          }),
        ],
        toolChanges: [],
        evidence: [],
      },
    ],
    [
      'com.example/slow',
      {
        incidents: [
          anIncident({
            id: '4'.repeat(16),
            server: 'com.example/slow',
            severity: 'minor',
            reason: 'slow',
            cause: 'It changed 5 times in 24 hours',
            startedAt: '2026-11-22T02:00:00Z',
            confirmedAt: '2026-11-22T08:00:00Z',
            endedAt: null,
            flapping: true,
          }),
        ],
        toolChanges: [],
        evidence: [],
      },
    ],
    [
      'com.example/hostile',
      {
        incidents: [
          anIncident({
            id: '5'.repeat(16),
            server: 'com.example/hostile',
            cause: `${HOSTILE}${'W'.repeat(300)}`,
            evidence,
          }),
        ],
        toolChanges: [
          aToolsChange({
            change: 'permission',
            added: [HOSTILE],
            removed: [`${OVERRIDE}\ud800\u0000`],
            changed: ['W'.repeat(128)],
          }),
        ],
        evidence: [evidence],
      },
    ],
  ]);
}

const hostileSchema = {
  type: 'object',
  properties: { [HOSTILE]: { type: HOSTILE, description: HOSTILE, default: HOSTILE } },
  required: [HOSTILE],
};

function hostileEntry() {
  return anEntry({
    server: {
      name: 'com.example/hostile',
      title: `${HOSTILE}${'W'.repeat(10_000)}`,
      description: HOSTILE,
      websiteUrl: 'javascript:alert(3)',
      repository: { url: 'javascript:alert(4)', source: HOSTILE },
      remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp?a=$(id)&b=`id`' }],
      packages: [
        {
          registryType: 'npm',
          identifier: `--registry=https://evil.example`,
          version: HOSTILE,
          transport: { type: 'stdio' },
          environmentVariables: [{ name: HOSTILE, description: HOSTILE, isSecret: true }],
        },
        { registryType: HOSTILE, identifier: HOSTILE, transport: { type: HOSTILE } },
      ],
    },
    listing: {
      versions: { '1.0.0': { status: 'active', statusMessage: HOSTILE } },
      instances: [{ id: HOSTILE, transport: 'sse', url: 'https://a.example/' }],
    },
  });
}

/** Whether a card stands under one of the chosen values of every facet; `except` names a facet to leave out. */
export function isChosen(card: Card, chosen: Chosen, except?: string): boolean {
  return FACETS.every(({ id, of }) => {
    const values = chosen.get(id);
    return id === except || !values?.size || of(card).some((value) => values.has(value));
  });
}
