import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';
import { RetryBudget } from './budget.ts';
import { Latency } from './latency.ts';
import { mayRepeat } from './retry.ts';

describe('a breaker', () => {
  it('opens after so many failures in a row, and a success in between begins the count anew', () => {
    const breaker = new Breaker(3);
    const opened = [false, false].map((doubtless) => breaker.fail(doubtless));
    breaker.succeed();
    opened.push(...[false, false, false].map((doubtless) => breaker.fail(doubtless)));
    expect(opened).toEqual([false, false, false, false, true]);
    expect(breaker.state).toBe('open');
  });

  it('opens at once when there is no doubt', () => {
    const breaker = new Breaker(3);
    expect([breaker.fail(true), breaker.state]).toEqual([true, 'open']);
  });

  it('lets one trial through, which closes it or opens it again', () => {
    const breaker = new Breaker(1);
    expect(breaker.try()).toBe(false);
    breaker.fail(false);
    expect([breaker.try(), breaker.try(), breaker.state]).toEqual([true, false, 'half-open']);
    breaker.fail(false);
    expect(breaker.state).toBe('open');
    breaker.try();
    expect([breaker.succeed(true), breaker.state]).toEqual([true, 'closed']);
  });

  it('is not closed by a call that began before it opened', () => {
    const breaker = new Breaker(1);
    breaker.fail(true);
    expect([breaker.succeed(), breaker.state]).toEqual([false, 'open']);
  });
});

describe('the budget of retries', () => {
  it('has a reserve, is used up, and is earned again by calls', () => {
    const budget = new RetryBudget({ ratio: 0.5, reserve: 2 });
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
    budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });
});

describe('latency', () => {
  it('knows nothing at first', () => {
    const latency = new Latency();
    expect([latency.meanMs, latency.quantileMs('echo', 0.99)]).toEqual([null, null]);
  });

  it('follows what calls take now, whatever they took before', () => {
    let now = 0;
    const latency = new Latency(() => now);
    for (let n = 0; n < 100; n += 1) latency.record('echo', 10);
    expect(latency.meanMs).toBeCloseTo(10);
    for (let n = 0; n < 30; n += 1) {
      now += 1000;
      latency.record('echo', 100);
    }
    expect(latency.meanMs).toBeGreaterThan(99);
  });

  it('tells each tool’s slowest percent apart', () => {
    const latency = new Latency();
    for (let n = 0; n < 100; n += 1) {
      latency.record('quick', 1);
      latency.record('slow', n === 50 ? 900 : 100);
    }
    expect(latency.quantileMs('quick', 0.99)).toBe(1);
    expect(latency.quantileMs('slow', 0.99)).toBe(900);
    expect(latency.quantileMs('slow', 0.5)).toBe(100);
  });
});

describe('what may be repeated', () => {
  const tool = (annotations?: Record<string, unknown>) => ({
    name: 't',
    inputSchema: {},
    ...(annotations ? { annotations } : {}),
  });
  it.each([
    ['a tool that only reads', 'tools/call', tool({ readOnlyHint: true }), true],
    ['a tool for which twice is once', 'tools/call', tool({ idempotentHint: true }), true],
    ['a tool that says nothing', 'tools/call', tool(), false],
    ['a tool that says no', 'tools/call', tool({ readOnlyHint: false }), false],
    ['a tool that nobody knows', 'tools/call', undefined, false],
    ['a list', 'tools/list', undefined, true],
    ['reading a resource', 'resources/read', undefined, true],
    ['a method that nobody knows', 'acme/launch', undefined, false],
    ['no method at all', undefined, undefined, false],
  ])('%s: %s', (_what, method, definition, may) => {
    expect(mayRepeat(method, definition)).toBe(may);
  });
});
