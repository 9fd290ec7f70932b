import type { InstanceStatus, Reason } from '../../catalog/status/status.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { isToolSchema } from './tool-schema.ts';

/** An answer slower than this is degraded. A process has its start for free: it starts once. */
const SLOW_MS = 3000;
/** A certificate that ends sooner is about to be forgotten. */
const EXPIRING_DAYS = 14;
const DAY_MS = 86_400_000;

/** What there is to judge of a server that listed its tools. `malformed` is how many of them are no tools at all. */
interface Seen {
  transport: InstanceStatus['transport'];
  stepsMs: InstanceStatus['stepsMs'];
  tools: ToolDefinition[];
  malformed: number;
  /** Milliseconds since 1970; null where there is no certificate. */
  certificateEndsAt: number | null;
  now: number;
}

/** The verdict: the first thing wrong with it, or nothing. Pure. */
export function judge({ transport, stepsMs, tools, malformed, certificateEndsAt, now }: Seen): [Reason, string] {
  const invalid = tools.filter((tool) => !isToolSchema(tool.inputSchema)).map(({ name }) => name);
  if (malformed > 0 || invalid.length > 0) {
    return [
      'invalid-tool-schema',
      `${malformed + invalid.length} of its tools have no valid schema: ${invalid.slice(0, 5).join(', ')}`,
    ];
  }
  const daysLeft = certificateEndsAt === null ? EXPIRING_DAYS : Math.floor((certificateEndsAt - now) / DAY_MS);
  if (daysLeft < EXPIRING_DAYS)
    return ['certificate-expiring', `Its certificate ends in ${daysLeft} days; it is time to renew it`];
  const { http = 0, mcp = 0, tools: listing = 0 } = stepsMs;
  const answerMs = transport === 'stdio' ? listing : http + mcp + listing;
  if (answerMs > SLOW_MS) return ['slow', `It answers in ${answerMs} ms; our limit is ${SLOW_MS} ms`];
  if (transport === 'sse') return ['deprecated-transport', 'It works over HTTP with SSE, which newer clients drop'];
  return ['ok', `It answers, and lists ${tools.length} tools`];
}
