import { expect, it } from 'vitest';
import { Alias } from '../../../catalog/listing.ts';
import { nameOrSlug, slugOf } from './slug.ts';

it.each([
  ['Weather Server', 'weather-server'],
  ['my_project--weather.1', 'my-project-weather-1'],
  ['Bücher & Äpfel', 'bucher-apfel'],
  ['all', 'all-server'],
  ['日本', 'unnamed'],
  [`${'a'.repeat(30)}-b`, 'a'.repeat(30)],
])('makes an alias of %j', (text, slug) => {
  expect(slugOf(text)).toBe(slug);
  expect(Alias.safeParse(slug).success).toBe(true);
});

it('takes a full name as it is', () => {
  expect(nameOrSlug('io.github.acme/weather')).toBe('io.github.acme/weather');
  expect(nameOrSlug('a/b/c')).toBe('a-b-c');
});
