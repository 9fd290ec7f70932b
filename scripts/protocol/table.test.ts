import { expect, it } from 'vitest';
import { ERAS, type Feature, UPSTREAMS } from './feature.ts';
import { FEATURES } from './features/index.ts';
import { featureTable } from './table.ts';

const works: Feature['try'] = async () => {};

it('has a row for each feature, and numbers each reason once', () => {
  const table = featureTable([
    { name: '`works`', try: works },
    { name: 'old', try: works, not: ({ era }) => (era === '2026' ? 'It is gone.' : undefined) },
    { name: 'older', try: works, not: ({ upstream }) => (upstream === 'sse' ? 'It never was.' : undefined) },
    { name: 'oldest', try: works, not: ({ era }) => (era === '2026' ? 'It is gone.' : undefined) },
  ]);
  expect(table.split('\n').slice(2)).toEqual([
    '| `works` | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |',
    '| old | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | – 1 | – 1 | – 1 | – 1 | – 1 | – 1 |',
    '| older | ✓ | ✓ | – 2 | ✓ | ✓ | ✓ | ✓ | ✓ | – 2 | ✓ | ✓ | ✓ |',
    '| oldest | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | – 1 | – 1 | – 1 | – 1 | – 1 | – 1 |',
    '',
    '1. It is gone.',
    '2. It never was.',
    '',
  ]);
});

it('tries every feature somewhere, under a name of its own, and says in a sentence where it does not', () => {
  const names = FEATURES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const pairings = ERAS.flatMap((era) => UPSTREAMS.map((upstream) => ({ era, upstream })));
  for (const { name, not } of FEATURES) {
    const reasons = pairings.map((pairing) => not?.(pairing));
    expect(reasons, name).toContain(undefined);
    for (const reason of reasons) if (reason !== undefined) expect(reason).toMatch(/^[A-Z].+\.$/);
  }
});
