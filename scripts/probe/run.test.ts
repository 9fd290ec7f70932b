import { describe, expect, it } from 'vitest';
import { anEntry } from '../../catalog/testing.ts';
import type { Connect } from '../../proxy/upstream/connect.ts';
import { probeServices } from './run.ts';
import { AT, aProbed, aService } from './testing.ts';

const entries = Array.from({ length: 20 }, (_none, index) => anEntry({ server: { name: `com.example/s-${index}` } }));
const services = entries.map((entry) => aService(entry));
const known = new Map(entries.map((entry) => [entry.name, entry]));

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
  it('looks at eight servers at a time, and gives all in the order they were named', async () => {
    const options = late(10);
    const told: string[] = [];
    const probed = await probeServices(services, {
      ...{ connect: options.connect, timeoutMs: 1, records: new Map(), entries: known, now: () => new Date(AT) },
      onProbed: ({ service }) => told.push(service.name),
    });
    expect(options.most).toBe(8);
    expect(probed.map(({ service }) => service)).toEqual(services);
    expect(told.toSorted()).toEqual(entries.map(({ name }) => name).toSorted());
    const seen = probed.map(({ looks, record }) => [looks.length, record.status.reason, record.status.checkedAt]);
    expect(seen).toEqual(entries.map(() => [1, 'never-checked', AT]));
  });

  it('looks at every instance of a server, and folds all into what was known of it', async () => {
    const entry = anEntry();
    const target = { reason: 'needs-config' as const, message: 'it needs KEY' };
    const [spec] = aService().instances;
    const two = { ...aService(), instances: ['a', 'b'].flatMap((id) => (spec ? [{ ...spec, id, target }] : [])) };
    const records = new Map([[entry.name, aProbed().record]]);
    const [probed] = await probeServices([two], {
      records,
      entries: new Map([[entry.name, entry]]),
      now: () => new Date(AT),
    });
    expect(probed?.record.status.instances.map(({ id, reason }) => [id, reason])).toEqual([
      ['a', 'needs-config'],
      ['b', 'needs-config'],
    ]);
    expect(probed?.record.samples.map(({ mark }) => mark)).toEqual(['u', '-']);
  });

  it('does not take a server that is not in the catalog', async () => {
    const options = { ...late(1), records: new Map(), entries: new Map() };
    await expect(probeServices([aService()], options)).rejects.toThrow('com.example/weather is not in the catalog');
  });
});
