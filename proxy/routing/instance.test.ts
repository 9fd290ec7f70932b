import { describe, expect, it } from 'vitest';
import { UpstreamFault } from '../upstream/fault.ts';
import { Instance } from './instance.ts';

const STRIKES = 3;
const crashed = new UpstreamFault('crashed', 'the process ended');

function anInstance() {
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
  return new Instance(spec, { connectTimeoutMs: 1000, answerBytes: 1000, failures: 3, slowStartMs: 1000 });
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

  it('is not said to be well by a stream that only listened, and was ended', () => {
    const instance = anInstance();
    const listening = instance.begin({ tool: 'listen', mayRepeat: true, isListening: true });
    instance.foundByCall(crashed);
    instance.end(listening, null);
    expect(instance.live.health).toBe('unhealthy');
  });
});
