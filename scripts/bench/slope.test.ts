import { expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

it('finds the slope of a line, without any doubt', () => {
  const { slope, low, high } = slopeOf([1, 2, 3, 4].map((x) => [x, 3 * x + 7] as const));
  for (const found of [slope, low, high]) expect(found).toBeCloseTo(3, 9);
});

it('says how sure it is of a slope, as a table of Student’s t does', () => {
  // By hand: the standard error is 0.0526, and of t with three degrees of freedom 97.5 % are below 3.182.
  const { slope, low, high } = slopeOf([
    [1, 2.1],
    [2, 3.9],
    [3, 6.2],
    [4, 7.8],
    [5, 9.8],
  ]);
  expect(slope).toBeCloseTo(1.93, 10);
  expect((high - low) / 2).toBeCloseTo(3.182 * 0.0526, 2);
  expect((high + low) / 2).toBeCloseTo(slope, 10);
});

it('leaves open whether noise grows', () => {
  const noise = Array.from({ length: 100 }, (_, x) => [x, x % 2] as const);
  const { low, high } = slopeOf(noise);
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
});

it('needs three points', () => {
  expect(() =>
    slopeOf([
      [1, 1],
      [2, 2],
    ]),
  ).toThrow('three points');
});
