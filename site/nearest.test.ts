import { expect, it } from 'vitest';
import { nearestTo } from './nearest.ts';

const SERVERS: [string, string][] = [
  ['com.example/weather', 'Weather'],
  ['io.github.acme/weather', 'Other weather'],
  ['com.example/whether', 'Whether'],
  ['com.example/warehouse', 'Warehouse of data'],
  ['com.example/zzz', 'Wether'],
];

it('names the three closest, the own namespace before another', () => {
  expect(nearestTo('com.example/wheather', SERVERS).map(([name]) => name)).toEqual([
    'com.example/weather',
    'com.example/whether',
    'io.github.acme/weather',
  ]);
});

it('names none where nothing is close, however long it is', () => {
  expect(nearestTo('com.example/xylophone', SERVERS)).toEqual([]);
  expect(nearestTo('', SERVERS)).toEqual([]);
  expect(nearestTo('w'.repeat(100_000), SERVERS)).toEqual([]);
});
