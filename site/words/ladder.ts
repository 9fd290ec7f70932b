import type { InstanceStatus, Reason, StepsMs } from '../../catalog/status/status.ts';
import { milliseconds } from './numbers.ts';
import { REASONS } from './reasons.ts';

/** One stop on the way to a server's tools: reached, where a sign-in or a setting is asked for, broken, or not tried. */
export interface Rung {
  word: string;
  state: 'pass' | 'gate' | 'broken' | 'off';
  /** Time of this step; empty where nobody timed it. */
  ms: string;
  note: string;
}

type Step = Exclude<keyof StepsMs, 'card'>;

/** How far the last look got. `knownTools` says what there is of tools that the look itself could not list. */
export function ladderOf(instance: InstanceStatus, knownTools: string): Rung[] {
  const { transport, reason, stepsMs, health } = instance;
  const steps =
    transport === 'stdio'
      ? PROCESS
      : instance.stepsMs.tls === undefined && reason !== 'tls' && stepsMs.http !== undefined
        ? PLAIN
        : HOSTED;
  const stopped = stopOf(instance, steps);
  return steps.map((step, index): Rung => {
    const took = stepsMs[step];
    const rung = {
      word: transport === 'stdio' && step === 'connect' ? 'Start' : WORDS[step],
      ms: took === undefined ? '' : milliseconds(took),
    };
    if (index === stopped) {
      const state = GATES.includes(reason)
        ? 'gate'
        : health === 'unhealthy' || health === 'degraded'
          ? 'broken'
          : 'off';
      return { ...rung, state, note: REASONS[reason].short };
    }
    if (index > stopped)
      return { ...rung, ms: '', state: 'off', note: step === 'tools' && knownTools ? knownTools : 'not tried' };
    return { ...rung, state: 'pass', note: noteOf(step, instance) };
  });
}

const HOSTED: Step[] = ['resolve', 'connect', 'tls', 'http', 'mcp', 'auth', 'tools', 'schemas'];
const PLAIN = HOSTED.filter((step) => step !== 'tls');
const PROCESS: Step[] = ['connect', 'mcp', 'tools', 'schemas'];

const WORDS: Record<Step, string> = {
  resolve: 'DNS',
  connect: 'TCP',
  tls: 'TLS',
  http: 'HTTP',
  mcp: 'MCP',
  auth: 'Sign-in',
  tools: 'Tools',
  schemas: 'Schemas',
};

const GATES: Reason[] = ['auth-required', 'auth-opaque', 'needs-config'];

/** Where each reason stops a look. Reasons that are not here stop at the first step that took no time, or not at all. */
const STOPS: Partial<Record<Reason, Step>> = {
  dns: 'resolve',
  'private-address': 'resolve',
  tcp: 'connect',
  tls: 'tls',
  'http-5xx': 'http',
  'bot-wall': 'http',
  'rate-limited': 'http',
  'not-mcp': 'mcp',
  'wrong-transport': 'mcp',
  'auth-required': 'auth',
  'auth-opaque': 'auth',
  'tools-list-failed': 'tools',
  'invalid-tool-schema': 'schemas',
  'package-missing': 'connect',
  'package-withdrawn': 'connect',
  'needs-config': 'connect',
  'not-runnable': 'connect',
};

function stopOf({ reason, stepsMs, health }: InstanceStatus, steps: Step[]): number {
  const known = STOPS[reason];
  if (known && steps.includes(known)) return steps.indexOf(known);
  if (health === 'healthy' || health === 'degraded') return steps.length;
  const untimed = steps.findIndex((step) => ALWAYS.has(step) && stepsMs[step] === undefined);
  return untimed === -1 ? steps.length - 1 : untimed;
}

/** The steps that every look takes which gets that far. */
const ALWAYS: ReadonlySet<Step> = new Set(['resolve', 'connect', 'tls', 'http', 'mcp', 'tools'] as const);

function noteOf(step: Step, { era, protocolVersion, reason, auth }: InstanceStatus): string {
  if (step === 'mcp') return [era, protocolVersion].filter(Boolean).join(', ');
  if (step === 'auth') return auth ? 'asked for, and passed' : 'not asked for';
  if (step === 'tls' && reason === 'certificate-expiring') return 'ends within 14 days';
  return step === 'schemas' ? 'all valid' : '';
}
