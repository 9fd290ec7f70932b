import { describe, expect, it } from 'vitest';
import type { Reason } from '../../catalog/status/status.ts';
import { anEntry } from '../../catalog/testing.ts';
import type { Connect } from '../../proxy/upstream/connect.ts';
import { dueBeforeOf } from './due.ts';
import { probeServices } from './run.ts';
import { AT, aClock, aLook, aMisjudgedCanary, aProbed, aService } from './testing.ts';

/** Twenty servers, each at a host of its own or all at one. */
function servers(hostOf: (index: number) => string) {
  const entries = Array.from({ length: 20 }, (_none, index) =>
    anEntry({
      server: {
        name: `com.example/s-${index}`,
        remotes: [{ type: 'streamable-http', url: `https://${hostOf(index)}/mcp` }],
      },
    }),
  );
  return {
    entries,
    services: entries.map((entry) => aService(entry)),
    known: new Map(entries.map((entry) => [entry.name, entry])),
  };
}

const { entries, services, known } = servers((index) => `s-${index}.example.com`);

/** A connection that comes to nothing after some milliseconds, and tells how many there are at once. */
function late(ms: number): { connect: Connect; timeoutMs: number; most: number } {
  let now = 0;
  const counted = {
    timeoutMs: 1,
    most: 0,
    connect: async (_target: unknown, { signal }: { signal: AbortSignal }) => {
      now += 1;
      counted.most = Math.max(counted.most, now);
      await new Promise((over) => setTimeout(over, ms));
      now -= 1;
      throw signal.reason;
    },
  };
  return counted;
}

describe('probeServices', () => {
  it('looks at many servers at a time, and gives all in the order they were named', async () => {
    const options = late(10);
    const told: string[] = [];
    const doubted: string[] = [];
    const { probed, run, records } = await probeServices(services, {
      ...{ connect: options.connect, timeoutMs: 1, records: new Map(), entries: known, clock: aClock() },
      retryAfterMs: [2000],
      onLooked: ({ name }, looks) => told.push(`${name} ${looks.length}`),
      onDoubt: ({ name }) => doubted.push(name),
    });
    const names = entries.map(({ name }) => name);
    expect(options.most).toBe(20);
    expect(probed.map(({ service }) => service)).toEqual(services);
    expect(told.toSorted()).toEqual(names.map((name) => `${name} 1`).toSorted());
    expect(doubted.toSorted()).toEqual(names.toSorted());
    expect(run).toMatchObject({ startedAt: AT, looked: 20, bad: 20, void: null });
    const seen = probed.map(({ looks, record }) => [looks[0]?.instance.reason, record?.samples[0]?.mark]);
    expect(seen).toEqual(entries.map(() => ['timeout', 'd']));
    expect(probed.map(({ record }) => record)).toEqual(names.map((name) => records.get(name)));
  });

  it('has one look at a host at a time, also when it looks again', async () => {
    const shared = servers(() => 'all.example.com');
    const options = late(2);
    const clock = aClock();
    const begun: number[] = [];
    const connect: Connect = async (...args) => {
      begun.push(clock.now().getTime());
      return options.connect(...args);
    };
    const five = shared.services.slice(0, 5);
    await probeServices(five, {
      ...{ connect, timeoutMs: 1, records: new Map(), entries: shared.known, clock, retryAfterMs: [1000] },
    });
    expect([begun.length, options.most]).toEqual([10, 1]);
    const gaps = begun.slice(1).map((moment, index) => moment - (begun[index] ?? 0));
    expect(gaps.filter((gap) => gap < 1000)).toEqual([]);
  });

  it('looks at every instance of a server, and folds all into what was known of it', async () => {
    const entry = anEntry();
    const target = { reason: 'needs-config' as const, message: 'it needs KEY' };
    const [spec] = aService().instances;
    const two = { ...aService(), instances: ['a', 'b'].flatMap((id) => (spec ? [{ ...spec, id, target }] : [])) };
    const { probed } = await probeServices([two], {
      records: new Map([[entry.name, aProbed().record]]),
      entries: new Map([[entry.name, entry]]),
      clock: aClock(),
    });
    expect(probed[0]?.record?.status.instances.map(({ id, reason }) => [id, reason])).toEqual([
      ['a', 'needs-config'],
      ['b', 'needs-config'],
    ]);
    expect(probed[0]?.record?.samples.map(({ mark }) => mark)).toEqual(['u', '-']);
  });

  it('does not look again at what is under announced maintenance', async () => {
    const options = late(1);
    const window = { from: AT, to: '2026-11-22T13:00:00Z', reason: 'new disks' };
    const entry = anEntry({ listing: { probe: { maintenance: [window] } } });
    let looks = 0;
    const connect: Connect = async (...args) => {
      looks += 1;
      return options.connect(...args);
    };
    const { probed } = await probeServices([aService(entry)], {
      ...{ connect, timeoutMs: 1, records: new Map(), entries: new Map([[entry.name, entry]]), clock: aClock() },
    });
    expect([looks, probed[0]?.record?.status.reason]).toEqual([1, 'maintenance']);
  });

  it('folds nothing of a void run, and has no record of a server that it saw for the first time', async () => {
    const options = late(1);
    const canaries = [aMisjudgedCanary()];
    const { probed, run, records } = await probeServices(services.slice(0, 1), {
      ...{ connect: options.connect, timeoutMs: 1, records: new Map(), entries: known, clock: aClock() },
      ...{ retryAfterMs: [], canaries },
    });
    const detail = 'bird is ok and was seen as needs-config';
    expect(run.plannedAt).toBe(null);
    expect([run.void, records.size]).toEqual([{ cause: 'canary', detail }, 0]);
    expect(probed[0]).toMatchObject({ record: null, shown: { health: 'unknown', reason: 'void-run' } });
  });

  it('looks again at a canary that is misjudged, and counts when it is seen as what it is after all', async () => {
    const reasons: Reason[] = ['slow', 'dns', 'ok', 'ok'];
    const look = async () => aLook(reasons.shift());
    const canaries = [{ ...aMisjudgedCanary(), look }];
    const options = { records: new Map(), entries: known, clock: aClock(), canaries };
    const { run, canaries: seen } = await probeServices([], options);
    expect([run.void, seen.map((each) => each.seen), reasons.length]).toEqual([null, ['ok'], 1]);
  });

  it('knows when it was due, where a schedule says so', async () => {
    const options = { ...late(1), records: new Map(), entries: known, clock: aClock('2026-11-22T12:09:30.000Z') };
    const { run } = await probeServices([], { ...options, dueBefore: dueBeforeOf('7,37 * * * *') });
    expect(run).toMatchObject({ plannedAt: '2026-11-22T12:07:00.000Z', startedAt: '2026-11-22T12:09:30.000Z' });
  });

  it('does not take a server that is not in the catalog', async () => {
    const options = { ...late(1), records: new Map(), entries: new Map() };
    await expect(probeServices([aService()], options)).rejects.toThrow('com.example/weather is not in the catalog');
  });
});
