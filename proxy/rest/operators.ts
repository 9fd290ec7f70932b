import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { Health } from '../../catalog/status/status.ts';
import type { Metrics } from '../metrics.ts';
import { healthOf, type Router } from '../routing/router.ts';
import type { WatchState } from '../services/watch.ts';
import { CLIENT_INFO } from '../upstream/identity.ts';
import { mergedMetrics } from '../workers/merged-metrics.ts';
import type { Siblings } from '../workers/siblings.ts';

const SourceBody = z
  .object({
    name: z.string(),
    ok: z.boolean(),
    found: z.int().openapi({ description: 'What the last good look found: services, or entries of the catalog' }),
    readAt: z.string().nullable(),
    since: z.string().openapi({ description: 'Since when it is as `ok` says' }),
    error: z.string().nullable(),
  })
  .openapi('Source');

const StateBody = z
  .object({
    status: z.enum(['ok', 'starting']),
    version: z.string(),
    uptimeMs: z.int(),
    snapshot: z.object({ id: z.string(), commit: z.string().nullable(), at: z.string(), entries: z.int() }),
    services: z.record(Health, z.int()),
    workers: z.int().openapi({ description: 'Processes that serve this port, and answer now' }),
    worker: z.int().openapi({ description: 'The one that gives this answer' }),
    sessions: z.int().openapi({ description: 'Sessions of clients of 2025 that are open' }),
    parked: z.int().openapi({ description: 'Calls that wait for what their clients were asked' }),
    hiddenNames: z
      .record(z.string(), z.array(z.string()))
      .openapi({ description: 'By face below /mcp/: names that two services want; the later one is hidden' }),
    quarantined: z
      .record(z.string(), z.array(z.string()))
      .openapi({ description: 'By service: tools whose calls are refused, as they are not what was reviewed' }),
    sources: z.array(SourceBody),
  })
  .openapi('State');

const Word = z.object({ status: z.string() });
const word = (description: string) => ({ description, content: { 'application/json': { schema: Word } } });

/** Where several workers serve, an answer is of all of them, unless it is asked for so. */
const Alone = z.object({
  alone: z.literal('true').optional().openapi({ description: 'Tells of the worker that answers alone' }),
});
/** What each worker counts for itself. */
const Counts = z.object({ sessions: z.int(), parked: z.int() });

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'How this proxy is, and what it serves',
  request: { query: Alone },
  responses: { 200: { description: 'Its state', content: { 'application/json': { schema: StateBody } } } },
});
const live = createRoute({
  method: 'get',
  path: '/health/live',
  summary: 'Whether the process runs',
  responses: { 200: word('It does') },
});
const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  summary: 'Whether every service was checked once, so that calls are routed by knowledge',
  responses: { 200: word('Ready'), 503: word('Not yet') },
});

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'What this proxy counts, in the text format of Prometheus',
  request: { query: Alone },
  responses: { 200: { description: 'The metrics', content: { 'text/plain': { schema: z.string() } } } },
});

export interface ProxyState {
  startedAt: number;
  snapshot: SnapshotIndex;
  ready: boolean;
  /** How many sessions of 2025 clients are open, and how many calls wait for their clients' answers. */
  sessions: () => number;
  parked: () => number;
  /** Names that faces hide now, by face. */
  hiddenNames: () => Record<string, string[]>;
  /** How each place stands that services come from. */
  sources: () => WatchState[];
  metrics: Metrics;
  /** The other workers, if there are any. */
  siblings?: Siblings | undefined;
}

export function operatorRoutes(app: OpenAPIHono, router: Router, state: ProxyState): void {
  app.openapi(health, async (context) => {
    const others = await askOthers('/health', context.req.valid('query'));
    const counts = others.flatMap((text) => Counts.safeParse(JSON.parse(text)).data ?? []);
    const all = [{ sessions: state.sessions(), parked: state.parked() }, ...counts];
    const { manifest, size: entries } = state.snapshot;
    const { id, commit, at } = manifest;
    const services = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 };
    for (const service of router.services) services[healthOf(service).health] += 1;
    const uptimeMs = Date.now() - state.startedAt;
    const status = state.ready ? ('ok' as const) : ('starting' as const);
    return context.json(
      {
        status,
        version: CLIENT_INFO.version,
        uptimeMs,
        snapshot: { id, commit, at, entries },
        services,
        workers: all.length,
        worker: state.siblings?.id ?? 1,
        sessions: all.reduce((sum, { sessions }) => sum + sessions, 0),
        parked: all.reduce((sum, { parked }) => sum + parked, 0),
        hiddenNames: state.hiddenNames(),
        quarantined: quarantinedIn(router),
        sources: state.sources().map(described),
      },
      200,
    );
  });
  app.openapi(metrics, async (context) => {
    const texts = [await state.metrics.text(), ...(await askOthers('/metrics', context.req.valid('query')))];
    return context.text(mergedMetrics(texts), 200, { 'content-type': state.metrics.contentType });
  });
  app.openapi(live, (context) => context.json({ status: 'ok' }, 200));
  app.openapi(ready, (context) =>
    state.ready ? context.json({ status: 'ok' }, 200) : context.json({ status: 'starting' }, 503),
  );

  async function askOthers(path: string, { alone }: z.infer<typeof Alone>): Promise<string[]> {
    return (alone === undefined && (await state.siblings?.askAll(`${path}?alone=true`))) || [];
  }
}

function quarantinedIn({ services }: Router): Record<string, string[]> {
  const held = services.filter(({ quarantined }) => quarantined.size > 0);
  return Object.fromEntries(held.map(({ name, quarantined }) => [name, [...quarantined.keys()]]));
}

function described({ readAt, since, ...state }: WatchState) {
  return {
    ...state,
    readAt: readAt === null ? null : new Date(readAt).toISOString(),
    since: new Date(since).toISOString(),
  };
}
