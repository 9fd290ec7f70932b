import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { Watch, type Watched, type WatchState } from './watch.ts';

/** Waits for what is to come, on a busy machine too. */
const eventually = (look: () => unknown) => vi.waitFor(look, { timeout: 10_000, interval: 5 });

const open: Watch<string[]>[] = [];
afterEach(() => {
  for (const watch of open.splice(0)) watch[Symbol.dispose]();
});

/** A place whose content, or fault, a test sets. */
function aPlace(over: Partial<Watched<string[]>> = {}) {
  const seen: { now: string[] | Error; faults: string[]; looks: number; changed: number; turned: WatchState[] } = {
    now: ['a'],
    faults: [],
    looks: 0,
    changed: 0,
    turned: [],
  };
  const begin = (before: Watch<string[]> | null = null) => {
    const watched: Watched<string[]> = {
      name: 'here',
      everyMs: 20,
      retryMs: 5,
      timeoutMs: 100,
      read: async () => {
        seen.looks += 1;
        if (seen.now instanceof Error) throw seen.now;
        return { value: seen.now, faults: seen.faults };
      },
      sizeOf: ({ length }) => length,
      ...over,
    };
    const changed = () => {
      seen.changed += 1;
    };
    const watch = new Watch(watched, { changed, turned: (state) => seen.turned.push(state) }, before);
    open.push(watch);
    return watch;
  };
  return Object.assign(seen, { begin });
}

it('tells of what is new, and of nothing else', async () => {
  const place = aPlace();
  const watch = place.begin();
  await watch.start();
  expect([watch.value, place.changed]).toEqual([['a'], 1]);
  await eventually(() => expect(place.looks).toBeGreaterThan(3));
  expect(place.changed).toBe(1);
  place.now = ['a', 'b'];
  await eventually(() => expect(watch.value).toEqual(['a', 'b']));
  expect(watch.state).toMatchObject({ name: 'here', ok: true, found: 2, error: null });
  expect(place.changed).toBe(2);
});

it('keeps what it saw when it can see nothing, and says since when and why', async () => {
  const place = aPlace();
  const watch = place.begin();
  await watch.start();
  place.now = new Error('gone');
  await eventually(() => expect(watch.state).toMatchObject({ ok: false, found: 1, error: 'gone' }));
  const { since } = watch.state;
  await delay(30);
  expect(watch.state.since).toBe(since);
  expect(watch.value).toEqual(['a']);
  place.now = ['a'];
  await eventually(() => expect(watch.state).toMatchObject({ ok: true, error: null }));
  // Once for each turn, however many looks there were.
  expect(place.turned.map(({ ok, error }) => [ok, error])).toEqual([
    [true, null],
    [false, 'gone'],
    [true, null],
  ]);
  expect(place.changed).toBe(1);
});

it('takes in what can be seen beside what cannot', async () => {
  const place = aPlace();
  place.faults = ['b: half written', 'c: half written'];
  const watch = place.begin();
  await watch.start();
  expect(watch.value).toEqual(['a']);
  expect(watch.state).toMatchObject({ ok: false, found: 1, error: 'b: half written; c: half written' });
});

it('waits no longer than it may', async () => {
  const place = aPlace({ timeoutMs: 30, read: () => new Promise(() => {}) });
  const watch = place.begin();
  await watch.start();
  expect(watch.state).toMatchObject({ ok: false, readAt: null, error: 'not read in 30 ms' });
});

it('looks at once when it is told to, once for many words', async () => {
  const place = aPlace({ everyMs: 60_000 });
  const watch = place.begin();
  await watch.start();
  for (let n = 0; n < 10; n += 1) watch.hurry();
  await eventually(() => expect(place.looks).toBe(2));
  await delay(80);
  expect(place.looks).toBe(2);
});

it('follows, and begins anew when that breaks off', async () => {
  const calls: (() => void)[] = [];
  const ends: (() => void)[] = [];
  const follow = (changed: () => void) =>
    new Promise<void>((end) => {
      calls.push(changed);
      ends.push(end);
    });
  const place = aPlace({ everyMs: 60_000, follow });
  await place.begin().start();
  calls[0]?.();
  await eventually(() => expect(place.looks).toBe(2));
  ends[0]?.();
  await eventually(() => expect([calls.length, place.looks]).toEqual([2, 3]));
});

it('hands what it saw to the watch that takes its place', async () => {
  const place = aPlace();
  const first = place.begin();
  await first.start();
  first[Symbol.dispose]();
  place.now = new Error('gone');
  const second = place.begin(first);
  expect(second.value).toEqual(['a']);
  await second.start();
  expect(second.value).toEqual(['a']);
  expect(second.state).toMatchObject({ ok: false, found: 1, error: 'gone' });
});
