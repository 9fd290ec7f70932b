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
  return new Instance(spec, { connectTimeoutMs: 1000, answerBytes: 1000 });
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

  it('counts what it carries, also when that fails', async () => {
    const instance = anInstance();
    const failing = instance.carry(() => Promise.reject(new Error('broken')));
    expect(instance.inFlight).toBe(1);
    await expect(failing).rejects.toThrow('broken');
    expect(instance.inFlight).toBe(0);
  });
});
