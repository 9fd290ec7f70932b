import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { UpstreamFault } from '../upstream/fault.ts';
import { Instance } from './instance.ts';

const STRIKES = 3;
const refused = new UpstreamFault('tcp', 'connection refused', { executed: 'no' });
const crashed = new UpstreamFault('crashed', 'the process ended');

function anInstance(now?: () => number) {
  const target = {
    transport: 'streamable-http' as const,
    http: { url: 'http://127.0.0.1:1/mcp', headers: {}, egress: { any: true } },
  };
  const spec = {
    id: 'one',
    transport: 'streamable-http' as const,
    address: 'http://127.0.0.1:1/mcp',
    location: 'remote' as const,
    target,
  };
  return new Instance(spec, { connectTimeoutMs: 1000, answerBytes: 1000, failures: 3, slowStartMs: 1000 }, now);
}

describe('an instance', () => {
  it('begins unknown, and is what its first check finds', () => {
    const instance = anInstance();
    expect(instance.live).toMatchObject({ health: 'unknown', reason: 'never-checked', checkedAt: null });
    instance.foundByCheck(crashed, 5, STRIKES);
    expect(instance.live).toMatchObject({
      health: 'unhealthy',
      reason: 'crashed',
      error: 'the process ended',
      responseMs: 5,
    });
  });

  it('stays healthy until checks have failed three times in a row', () => {
    const instance = anInstance();
    instance.foundByCheck(null, 5, STRIKES);
    const states = [crashed, crashed, null, crashed, crashed, crashed].map((finding) => {
      instance.foundByCheck(finding, 5, STRIKES);
      return instance.live.health;
    });
    expect(states).toEqual(['healthy', 'healthy', 'healthy', 'healthy', 'healthy', 'unhealthy']);
  });

  it('believes a failed call at once, and the check that follows', () => {
    const instance = anInstance();
    instance.foundByCheck(null, 5, STRIKES);
    instance.foundByCall(crashed);
    expect(instance.live.health).toBe('unhealthy');
    instance.foundByCheck(null, 5, STRIKES);
    expect(instance.live).toMatchObject({ health: 'healthy', reason: 'ok', error: null });
  });

  it('is out of use when a call broke off and the check that follows is refused', () => {
    const instance = anInstance();
    instance.foundByCheck(null, 5, STRIKES);
    instance.foundByCall(new UpstreamFault('tcp', 'the connection broke'));
    expect(instance.isOpen).toBe(true);
    instance.foundByCheck(refused, 5, STRIKES);
    expect([instance.isOpen, instance.isWorthWaiting(1000)]).toEqual([false, true]);
  });

  it('stays in use when it was never up and checks are refused, so that calls find out when it is', () => {
    const instance = anInstance();
    for (let n = 0; n < 5; n += 1) instance.foundByCheck(refused, 5, STRIKES);
    expect([instance.isOpen, instance.live.health]).toEqual([true, 'unhealthy']);
  });

  it('gets the first call as ever when it is back, then a part of its calls', () => {
    let now = 0;
    const instance = anInstance(() => now);
    expect(instance.warmth).toBe(1);
    instance.foundByCall(refused);
    instance.breaker.try();
    instance.foundByCheck(null, 5, STRIKES);
    const warmths = [instance.warmth];
    instance.begin({ tool: 'echo', mayRepeat: false });
    for (const at of [0, 500, 1000]) {
      now = at;
      warmths.push(instance.warmth);
    }
    expect(warmths).toEqual([1, 0.1, 0.5, 1]);
  });

  it('lets those that waited for it go on little by little', async () => {
    const instance = anInstance();
    instance.foundByCheck(null, 5, STRIKES);
    instance.foundByCall(refused);
    let back = 0;
    for (let n = 0; n < 12; n += 1) void instance.whenBack(AbortSignal.timeout(5000), 1000).then(() => (back += 1));
    instance.breaker.try();
    instance.foundByCheck(null, 5, STRIKES);
    await vi.waitFor(() => expect(back).toBe(1), { interval: 1 });
    expect(instance.awaited).toBe(11);
    await vi.waitFor(() => expect(back).toBe(12));
  });

  it.each(['auth-required', 'rate-limited'] as const)('does not hold %s against it', (reason) => {
    const instance = anInstance();
    instance.foundByCheck(null, 5, STRIKES);
    instance.foundByCall(new UpstreamFault(reason, 'no'));
    expect(instance.live.health).toBe('healthy');
  });

  it('counts what it carries, until that has ended, once', () => {
    const instance = anInstance();
    const flight = instance.begin({ tool: 'echo', mayRepeat: false });
    const listening = instance.begin({ tool: 'listen', mayRepeat: true, isListening: true });
    expect(instance.inFlight).toBe(1);
    instance.end(flight, null);
    instance.end(flight, null);
    instance.end(listening, null);
    expect([instance.inFlight, instance.flights.size]).toEqual([0, 0]);
  });

  it('hears no caller any more whose work has ended', () => {
    const instance = anInstance();
    const { signal } = new AbortController();
    const flights = [true, true, false].map((mayRepeat) => instance.begin({ tool: 'echo', mayRepeat }));
    for (const flight of flights) flight.signalWith(signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(2);
    for (const flight of flights) instance.end(flight, null);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('is not said to be well by a stream that only listened, and was ended', () => {
    const instance = anInstance();
    const listening = instance.begin({ tool: 'listen', mayRepeat: true, isListening: true });
    instance.foundByCall(crashed);
    instance.end(listening, null);
    expect(instance.live.health).toBe('unhealthy');
  });
});
