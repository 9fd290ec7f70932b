import * as z from 'zod';
import { Transport } from '../listing.ts';

/** The one word for how a server is now. It always comes with a reason. */
export const Health = z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']);
export type Health = z.infer<typeof Health>;

/** Every reason there is, and the health it stands for. The list is closed: a new reason is added here or nowhere. */
export const HEALTH_OF = {
  ok: 'healthy',
  'auth-required': 'healthy',
  'auth-opaque': 'healthy',
  slow: 'degraded',
  'tools-list-failed': 'degraded',
  'invalid-tool-schema': 'degraded',
  'certificate-expiring': 'degraded',
  'deprecated-transport': 'degraded',
  dns: 'unhealthy',
  tcp: 'unhealthy',
  tls: 'unhealthy',
  timeout: 'unhealthy',
  'http-5xx': 'unhealthy',
  'not-mcp': 'unhealthy',
  'wrong-transport': 'unhealthy',
  'private-address': 'unhealthy',
  'package-missing': 'unhealthy',
  'package-withdrawn': 'unhealthy',
  crashed: 'unhealthy',
  'never-checked': 'unknown',
  'void-run': 'unknown',
  'rate-limited': 'unknown',
  'bot-wall': 'unknown',
  maintenance: 'unknown',
  'needs-config': 'unknown',
  'not-runnable': 'unknown',
} as const satisfies Record<string, Health>;

export const Reason = z.enum(Object.keys(HEALTH_OF) as [keyof typeof HEALTH_OF, ...(keyof typeof HEALTH_OF)[]]);
export type Reason = z.infer<typeof Reason>;

/** `legacy` opens with `initialize` (2024-11-05 to 2025-11-25); `modern` describes itself in each request (2026-07-28 on). */
export const Era = z.enum(['legacy', 'modern']);
export type Era = z.infer<typeof Era>;

/**
 * Milliseconds a look spent in each step; a step that was not reached is absent. `mcp` is discovery or the handshake, `auth`
 * the reading of what describes a sign-in, `schemas` the check of the tools' schemas, `card` the reading of a server card.
 */
export const StepsMs = z.strictObject({
  resolve: z.number().min(0).optional(),
  connect: z.number().min(0).optional(),
  tls: z.number().min(0).optional(),
  http: z.number().min(0).optional(),
  mcp: z.number().min(0).optional(),
  auth: z.number().min(0).optional(),
  tools: z.number().min(0).optional(),
  schemas: z.number().min(0).optional(),
  card: z.number().min(0).optional(),
});
export type StepsMs = z.infer<typeof StepsMs>;

/** What was sent and seen in one step, redacted, and the command that repeats it. */
export const Evidence = z.strictObject({
  step: z.string(),
  request: z.string().max(4096),
  response: z.string().max(4096),
  repeat: z.string().max(1024),
});
export type Evidence = z.infer<typeof Evidence>;

/** How one instance of a server looked at the last check. */
export const InstanceStatus = z.strictObject({
  id: z.string(),
  transport: Transport,
  health: Health,
  reason: Reason,
  era: Era.nullable(),
  protocolVersion: z.string().nullable(),
  stepsMs: StepsMs,
  /** Where a sign-in is described, and the first authorization server whose own description could be read. */
  auth: z
    .strictObject({ resourceMetadata: z.string().optional(), authorizationServer: z.string().optional() })
    .optional(),
  /** When its certificate ends. */
  certificate: z.strictObject({ endsAt: z.iso.datetime() }).optional(),
  /** Whether what it has at `<address>/server-card` is a server card; absent where there is nothing. */
  card: z.strictObject({ valid: z.boolean() }).optional(),
});
export type InstanceStatus = z.infer<typeof InstanceStatus>;

/** `[up, counted]`: checks that found the server up, of those that count. Null: there were none. */
const Uptime = z.tuple([z.int().min(0), z.int().min(0)]).nullable();

/** How tools differ from their lock, the harmless first. `schema-compatible` is a change that every old call survives. */
export const Drift = z.enum([
  'none',
  'additive',
  'cosmetic',
  'description',
  'schema-compatible',
  'breaking',
  'permission',
]);
export type Drift = z.infer<typeof Drift>;

/** The server's tools as last seen; `drift` compares them with the reviewed lock, null where there is no lock. */
export const ToolsStatus = z.strictObject({
  count: z.int().min(0),
  setHash: z.string(),
  drift: Drift.nullable(),
  listedAt: z.iso.datetime(),
});
export type ToolsStatus = z.infer<typeof ToolsStatus>;

/**
 * A time in which a server was down (`major`), or worked and kept changing (`minor`). Times are RFC 3339 in UTC:
 * `startedAt` is its first bad run, `confirmedAt` the second, `endedAt` the first of the two good ones, null while it
 * lasts. `reason` and `cause` say why, `evidence` what was seen. One that flaps is not ended by two good runs alone.
 */
export const Incident = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  server: z.string(),
  severity: z.enum(['major', 'minor']),
  reason: Reason,
  cause: z.string().max(500),
  startedAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  evidence: Evidence,
  flapping: z.boolean().optional(),
});
export type Incident = z.infer<typeof Incident>;

/**
 * A server's record over time, as probes keep it and everyone reads it.
 * Times are RFC 3339 in UTC. `days` holds one letter a day, oldest first, at most 90:
 * `u` up, `g` degraded, `d` down, `p` partly down, `m` maintenance, `-` not checked.
 * `latencyMs` is of the last 24 hours: what a caller waits for. Over HTTP that is opening and listing, on an open
 * connection; of a process, whose start is paid once, it is listing alone. `incidents` are their ids, oldest first.
 */
export const Status = z.strictObject({
  schemaVersion: z.literal(1),
  server: z.string(),
  version: z.string(),
  health: Health,
  reason: Reason,
  since: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
  instances: z.array(InstanceStatus),
  tools: ToolsStatus.nullable(),
  uptime: z.strictObject({ '24h': Uptime, '7d': Uptime, '30d': Uptime, '90d': Uptime }),
  latencyMs: z.strictObject({ p50: z.number(), p95: z.number() }).nullable(),
  days: z.string().regex(/^[ugdpm-]{0,90}$/),
  flapping: z.boolean(),
  incidents: z.array(z.string()),
  evidence: z.array(Evidence),
});
export type Status = z.infer<typeof Status>;

/** A status without what only its own page shows: a line of `status/summary.json`, and what the snapshot carries. */
export const StatusSummary = Status.omit({ evidence: true, incidents: true });
export type StatusSummary = z.infer<typeof StatusSummary>;

export function summarize({ evidence: _evidence, incidents: _incidents, ...summary }: Status): StatusSummary {
  return summary;
}

/** `status/summary.json`: every server's status at one moment. */
export const StatusSummaries = z.strictObject({
  schemaVersion: z.literal(1),
  at: z.iso.datetime(),
  statuses: z.array(StatusSummary),
});
export type StatusSummaries = z.infer<typeof StatusSummaries>;
