import { expect, it } from 'vitest';
import { countChosen, questionOf, searchOf } from './client/question.ts';
import { answersFrom } from './client/results.ts';
import { countValues, FACETS } from './facets.ts';
import { siteOf } from './site.ts';
import { aSnapshot, someAssets } from './testing.ts';

const { cards } = siteOf(aSnapshot(), someAssets);
const answers = answersFrom(cards);
const find = (search: string) => answers.find(questionOf(search)).map(({ id }) => id);

it('finds a server by words of its title, description, alias and tools', () => {
  expect(find('?q=mailb')).toEqual(['com.example/email']);
  expect(find('?q=electronic')).toEqual(['com.example/email']);
  expect(find('?q=mail')[0]).toBe('com.example/email');
  expect(find('?q=wipe')).toEqual(['com.example/ok']);
});

it('narrows by one value or several of a facet, and by several facets together', () => {
  expect(find('?health=unhealthy')).toEqual(['com.example/not-mcp', 'com.example/tls']);
  expect(find('?health=unhealthy&health=degraded')).toHaveLength(3);
  expect(find('?health=healthy&sign-in=key')).toEqual(['com.example/auth-required']);
});

it('counts what each value would leave, whatever else of its own facet is chosen', () => {
  const health = FACETS.find(({ id }) => id === 'health');
  if (!health) throw new Error('no facet');
  const chosen = questionOf('?health=healthy&category=web').chosen;
  expect(Object.fromEntries(countValues(health, cards, chosen))).toEqual({
    healthy: 2,
    degraded: 1,
    unhealthy: 2,
    unknown: 1,
  });
});

it('keeps a question in the address, there and back', () => {
  const search = '?q=send+mail&health=healthy&health=degraded&sort=title';
  const question = questionOf(search);
  expect([searchOf(question), countChosen(question)]).toEqual([search, 2]);
  expect(searchOf(questionOf('?other=1&sort=upside-down'))).toBe('');
});

it('sorts by title and by age when asked', () => {
  const titles = answers.find(questionOf('?sort=title')).map(({ title }) => title.toLowerCase());
  expect(titles).toEqual(titles.toSorted());
  expect(find('?sort=newest')).toHaveLength(cards.length);
});
