import { expect, it } from 'vitest';
import { Lingering } from './lingering.ts';
import { type Found, plainServer } from './sources/source.ts';

const found = (origin: string, name = origin): Found => ({
  origin,
  slug: name,
  server: plainServer(name),
  instances: [],
  variables: [],
});
const names = (all: Found[]) => all.map(({ origin }) => origin);

it('keeps what could not be read, as long as it cannot', () => {
  let now = 0;
  const lingering = new Lingering(100, () => now);
  const faults = [{ origin: 'a', message: 'half written' }];
  for (now = 0; now < 1000; now += 100) {
    const { all, againMs } = lingering.after({ found: [found('b')], faults }, [found('a'), found('b')]);
    expect([names(all), againMs]).toEqual([['b', 'a'], undefined]);
  }
});

it('keeps what has vanished for a while, and says for how long', () => {
  let now = 0;
  const lingering = new Lingering(100, () => now);
  const look = (before: Found[]) => lingering.after({ found: [], faults: [] }, before);
  const first = look([found('a')]);
  expect([names(first.all), first.againMs]).toEqual([['a'], 100]);
  now = 60;
  expect([names(look(first.all).all), look(first.all).againMs]).toEqual([['a'], 40]);
  now = 100;
  expect(look(first.all)).toEqual({ all: [], againMs: undefined });
});

it('begins anew when it was back meanwhile', () => {
  let now = 0;
  const lingering = new Lingering(100, () => now);
  const { all } = lingering.after({ found: [], faults: [] }, [found('a')]);
  now = 90;
  lingering.after({ found: [found('a')], faults: [] }, all);
  now = 150;
  expect(lingering.after({ found: [], faults: [] }, [found('a')]).againMs).toBe(100);
});

it('does not keep what its service has a substitute for', () => {
  const lingering = new Lingering(100);
  const { all } = lingering.after({ found: [found('new', 'weather')], faults: [] }, [found('old', 'weather')]);
  expect(names(all)).toEqual(['new']);
});
