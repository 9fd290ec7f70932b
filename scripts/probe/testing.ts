import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { HEALTH_OF, type InstanceStatus, type Reason } from '../../catalog/status/status.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ConfiguredService, ProxyConfig } from '../../proxy/config.ts';
import { type InstanceSpec, type Service, serviceOf } from '../../proxy/services/service.ts';
import type { RunningCanary } from './canaries/canary.ts';
import type { Clock } from './clock.ts';
import { fold } from './fold.ts';
import type { Look } from './look.ts';
import type { StatusRecord } from './record.ts';
import type { Probed } from './run.ts';

/** Builders for tests of probes: each gives what the test does not care about. */

export const AT = '2026-11-22T12:00:00.000Z';

/** What a look at one hosted instance saw: for reasons of a server that answers, with its era and steps. */
export function aLook(
  reason: Reason = 'ok',
  { tools = null, message = 'seen', ...over }: Partial<InstanceStatus> & Partial<Omit<Look, 'instance'>> = {},
): Look {
  const health = HEALTH_OF[reason];
  const met = health === 'healthy' || health === 'degraded';
  const instance: InstanceStatus = {
    id: 'remote-0',
    transport: 'streamable-http',
    health,
    reason,
    era: met ? 'modern' : null,
    protocolVersion: met ? '2026-07-28' : null,
    stepsMs: met ? { resolve: 1, connect: 2, http: 10, mcp: 20, tools: 30 } : {},
    ...over,
  };
  return { instance, message, tools };
}

/** A server as the proxy would reach it, by default at its one remote. */
export function aService(entry = anEntry(), settings: Partial<ConfiguredService> = {}): Service {
  const [shown] = takeSnapshot({ registry: aRegistry, commit: null, at: AT, entries: [entry] }).entries;
  if (!shown) throw new Error('one entry makes a snapshot of one');
  const configured = { ...ConfiguredService.parse({ name: entry.name }), ...settings };
  return serviceOf(shown, configured, { config: ProxyConfig.parse({}), folder: '/' });
}

/** A server that was looked at for the first time. */
export function aProbed(looks: Look[] = [aLook()], entry = anEntry()): Probed & { record: StatusRecord } {
  const record = fold(entry, '1.0.0', looks, undefined, AT);
  return { service: aService(entry), version: '1.0.0', looks, record, shown: record.status };
}

/** A canary that is not as it is known to be: the run that has it is void. */
export function aMisjudgedCanary(): RunningCanary {
  const target = { reason: 'needs-config' as const, message: 'it needs KEY' };
  const spec: InstanceSpec = { id: 'b', transport: 'stdio', address: 'b', location: 'local', target };
  return { name: 'bird', expected: 'ok', spec };
}

/** A clock on which time passes only when everything sleeps: then it is at once when the first of the sleepers wakes. */
export function aClock(start = AT): Clock {
  let now = Date.parse(start);
  const sleepers: { until: number; wake: () => void }[] = [];
  const pass = () => {
    sleepers.sort((a, b) => a.until - b.until);
    const next = sleepers.shift();
    if (!next) return;
    now = Math.max(now, next.until);
    next.wake();
    setImmediate(pass);
  };
  return {
    now: () => new Date(now),
    sleep: (ms) =>
      new Promise<void>((wake) => {
        if (sleepers.length === 0) setImmediate(pass);
        sleepers.push({ until: now + ms, wake });
      }),
  };
}
