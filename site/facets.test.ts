import { expect, it } from 'vitest';
import { countValues, FACETS } from './facets.ts';
import { answersFrom } from './search/answers.ts';
import { searchFiles } from './search/make-search.ts';
import { countChosen, questionOf, searchOf } from './search/question.ts';
import { siteOf } from './site.ts';
import { aSnapshot, contentsOf, isChosen, someAssets } from './testing.ts';

const { cards } = siteOf(aSnapshot(), someAssets);
const files = contentsOf(searchFiles(cards, ''));
const answers = await answersFrom(async (path) => JSON.parse(files.get(`search/${path}.json`) ?? ''));

async function find(search: string): Promise<string[]> {
  const { numbers } = await answers.find(questionOf(search));
  return (await answers.cards(numbers)).map(({ id }) => id);
}

it('finds a server by words of its title, description, alias and tools', async () => {
  expect(await find('?q=mailb')).toEqual(['com.example/email']);
  expect(await find('?q=electronic')).toEqual(['com.example/email']);
  expect((await find('?q=mail'))[0]).toBe('com.example/email');
  expect(await find('?q=wipe')).toEqual(['com.example/ok']);
});

it('narrows by one value or several of a facet, and by several facets together', async () => {
  expect(await find('?health=unhealthy')).toEqual(['com.example/not-mcp', 'com.example/tls']);
  expect(await find('?health=unhealthy&health=degraded')).toHaveLength(3);
  expect(await find('?health=healthy&sign-in=key')).toEqual(['com.example/auth-required']);
});

it('counts what each value would leave, whatever else of its own facet is chosen', () => {
  const health = FACETS.find(({ id }) => id === 'health');
  if (!health) throw new Error('no facet');
  const chosen = questionOf('?health=healthy&category=web').chosen;
  expect(
    Object.fromEntries(
      countValues(
        health,
        cards.filter((card) => isChosen(card, chosen, health.id)),
      ),
    ),
  ).toEqual({
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
