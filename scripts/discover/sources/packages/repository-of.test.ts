import { expect, it } from 'vitest';
import { repositoryOf } from './repository-of.ts';

const HUB = { url: 'https://github.com/acme/weather', source: 'github' };

it.each([
  ['https://github.com/acme/weather', HUB],
  ['git+https://github.com/acme/weather.git', HUB],
  ['git://github.com/acme/weather.git#main', HUB],
  ['https://token@www.github.com/acme/weather', HUB],
  ['ssh://git@github.com/acme/weather.git', HUB],
  ['git+ssh://git@github.com:acme/weather.git', HUB],
  ['git@github.com:acme/weather.git', HUB],
  ['https://github.com/acme/weather/tree/main/packages/mcp?x=1', HUB],
  ['https://github.com/acme/weather/issues', HUB],
  ['github:acme/weather', HUB],
  ['acme/weather', HUB],
  ['gitlab:acme/weather', { url: 'https://gitlab.com/acme/weather', source: 'gitlab' }],
  [
    'https://gitlab.com/acme/tools/weather/-/tree/main',
    { url: 'https://gitlab.com/acme/tools/weather', source: 'gitlab' },
  ],
])('reads %s', (said, repository) => {
  expect(repositoryOf(said)).toEqual(repository);
});

it.each([
  '',
  'weather',
  'https://github.com/acme',
  'https://example.com/github.com/acme/weather',
  'https://github.com.example.com/acme/weather',
  'javascript:github.com/acme/weather',
  'file:///github.com/acme/weather',
  'https://github.com/acme/we<b>ather',
  'https://github.com/../weather',
])('takes %j for no repository', (said) => {
  expect(repositoryOf(said)).toBeNull();
});
