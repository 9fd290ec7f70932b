import { describe, expect, it } from 'vitest';
import type { Incident } from '../../catalog/status/status.ts';
import type { Store } from '../status/store.ts';
import { anIncident, at } from '../status/testing.ts';
import { planOf } from './plan.ts';
import { anEntryWith, storeOf, storeOfMany } from './testing.ts';

const CAPS = { perOwner: 5, perRun: 50 };
const notify = { webhook: 'https://hooks.example.com/mcp' };

/** So many servers, each with an incident of its own, confirmed a second after the one before. */
function outage(count: number, over: Partial<Incident> = {}): { names: string[]; before: Store; after: Store } {
  const names = Array.from({ length: count }, (_none, index) => `com.example/s-${index}`);
  const incidents = names.map((server, index) =>
    anIncident({ id: index.toString(16).padStart(16, '0'), server, confirmedAt: at(index), ...over }),
  );
  const together = (stores: Store[]): Store => ({
    records: new Map(stores.flatMap((each) => [...each.records])),
    runs: [],
  });
  return {
    names,
    before: together(names.map((name) => storeOfMany(name))),
    after: together(incidents.map((incident) => storeOfMany(incident.server, incident))),
  };
}

/** The first records of one store, and the rest of another. */
function mixed(one: Store, other: Store, count: number): Store {
  const records = [...[...one.records].slice(0, count), ...[...other.records].slice(count)];
  return { records: new Map(records), runs: [] };
}

describe('what is told', () => {
  it('is nothing to an owner who did not ask for it', () => {
    const [before, after] = [storeOf(), storeOf(anIncident())];
    expect(planOf(before, after, [anEntryWith(notify)], CAPS).notices).toHaveLength(1);
    const { listing, ...entry } = anEntryWith(notify);
    const silent = { ...entry, listing: { ...listing, probe: {} } };
    expect(planOf(before, after, [silent], CAPS)).toEqual({ notices: [], dropped: [] });
    expect(planOf(before, after, [], CAPS)).toEqual({ notices: [], dropped: [] });
  });

  it('is five messages to one owner, the oldest, and the last says so', () => {
    const { names, before, after } = outage(8);
    const entries = names.map((name) => anEntryWith(notify, name));
    const { notices, dropped } = planOf(before, after, entries, CAPS);
    expect(notices.map(({ incident, last }) => [incident.server, last])).toEqual(
      names.slice(0, 5).map((name, index) => [name, index === 4]),
    );
    expect(dropped.map(({ incident }) => incident.server)).toEqual(names.slice(5));
  });

  it('counts what an owner was told before on the same day, and not what on another', () => {
    const { names, before, after } = outage(8);
    const entries = names.map((name) => anEntryWith(notify, name));
    const half = mixed(after, before, 4);
    expect(planOf(half, after, entries, CAPS).notices.map(({ last }) => last)).toEqual([true]);
    const yesterday = outage(8, { confirmedAt: at(-86_400) });
    expect(
      planOf(mixed(yesterday.after, before, 4), mixed(yesterday.after, after, 4), entries, CAPS).notices,
    ).toHaveLength(4);
  });

  it('has a limit for each owner: accounts, or the namespace of what nobody owns', () => {
    const { names, before, after } = outage(8);
    const owned = names.map((name, index) => anEntryWith(notify, name, [{ githubId: index % 2 }]));
    expect(planOf(before, after, owned, { ...CAPS, perOwner: 3 }).notices).toHaveLength(6);
    const unowned = names.map((name) => anEntryWith(notify, name, []));
    expect(planOf(before, after, unowned, { ...CAPS, perOwner: 3 }).notices).toHaveLength(3);
  });

  it('has a limit for a whole run', () => {
    const { names, before, after } = outage(60);
    const entries = names.map((name, index) => anEntryWith(notify, name, [{ githubId: index + 1 }]));
    const { notices, dropped } = planOf(before, after, entries, CAPS);
    expect([notices.length, dropped.length]).toEqual([50, 10]);
  });
});
