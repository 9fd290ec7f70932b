import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Registry } from './registry.ts';
import { aRegistry } from './testing.ts';

it('takes our own registry.json and the one that tests use', () => {
  const ours = JSON.parse(readFileSync(new URL('registry.json', import.meta.url), 'utf8'));
  expect(Registry.parse(ours)).toEqual(ours);
  expect(Registry.parse(aRegistry)).toEqual(aRegistry);
});

it('refuses an id that is no reverse domain, and fields that it does not know', () => {
  const ids = ['', 'registry', 'Com.Example', 'com..example', '.com.example', 'com/example', 'com.example\n'];
  expect(ids.filter((id) => Registry.safeParse({ ...aRegistry, id }).success)).toEqual([]);
  expect(Registry.safeParse({ ...aRegistry, colour: 'blue' }).success).toBe(false);
  expect(Registry.safeParse({ ...aRegistry, namespaces: [] }).success).toBe(false);
});
