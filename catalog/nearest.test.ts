import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const names = ['filesystem', 'memory', 'everything', 'sequential-thinking', 'io.github.acme/weather'];

it('finds the word that was meant, whatever its case', () => {
  expect(nearest('filesytem', names)).toEqual(['filesystem']);
  expect(nearest('MEMROY', names)).toEqual(['memory']);
  expect(nearest('weather', names)).toEqual(['io.github.acme/weather']);
  expect(nearest('my-memory-server', names)).toEqual(['memory']);
});

it('gives the nearest first, at most as many as asked for, each once', () => {
  expect(nearest('memory', ['memories', 'memory', 'memo', 'remember-memory', 'memory'])).toEqual([
    'memory',
    'remember-memory',
    'memo',
  ]);
  expect(nearest('memory', ['memory1', 'memory2'], 1)).toEqual(['memory1']);
});

it('suggests nothing where nothing is like it', () => {
  expect(nearest('zzz', names)).toEqual([]);
  expect(nearest('', names)).toEqual([]);
  expect(nearest('', [''])).toEqual(['']);
  expect(nearest('x'.repeat(100_000), names)).toEqual([]);
});
