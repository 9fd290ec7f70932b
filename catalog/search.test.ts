import { describe, expect, it } from 'vitest';
import { buildSearch, type SearchDocument } from './search.ts';

function aDocument(over: Partial<SearchDocument> & { id: string }): SearchDocument {
  return { title: '', alias: '', description: '', tags: [], categories: [], tools: [], ...over };
}

const { find } = buildSearch([
  aDocument({
    id: 'io.github.acme/weather',
    title: 'Weather',
    description: 'Forecasts for any city',
    tags: ['climate'],
  }),
  aDocument({ id: 'com.example/notes', title: 'Notes', description: 'Keeps notes about the weather', alias: 'memo' }),
  aDocument({ id: 'com.example/hub', title: 'GitHub', tools: ['createPullRequest', 'list_issues', 'HTTPFetch'] }),
  aDocument({
    id: 'com.example/db',
    title: 'PostgreSQL',
    categories: ['databases'],
    description: 'Fragt Öl- und C++-Läden ab',
  }),
]);

describe('buildSearch', () => {
  it('finds by name, alias, title, prose, tag, category and tool, the name first', () => {
    expect(find('weather')).toEqual(['io.github.acme/weather', 'com.example/notes']);
    expect(find('acme')).toEqual(['io.github.acme/weather']);
    expect(find('memo')).toEqual(['com.example/notes']);
    expect(find('climate')).toEqual(['io.github.acme/weather']);
    expect(find('databases')).toEqual(['com.example/db']);
    expect(find('list_issues')).toEqual(['com.example/hub']);
    expect(find('com.example/notes')).toEqual(['com.example/notes']);
  });

  it('finds words that are begun, in any case, and slightly misspelt', () => {
    expect(find('WEATH')).toEqual(['io.github.acme/weather', 'com.example/notes']);
    expect(find('forecats')).toEqual(['io.github.acme/weather']);
    expect(find('öl')).toEqual(['com.example/db']);
    expect(find('w')).toEqual(['io.github.acme/weather', 'com.example/notes']);
    expect(find('qlimqte')).toEqual([]);
  });

  it('wants every word', () => {
    expect(find('weather notes')).toEqual(['com.example/notes']);
    expect(find('weather city')).toEqual(['io.github.acme/weather']);
    expect(find('weather database')).toEqual([]);
  });

  it('knows the words in camelCase, snake_case and kebab-case, and the whole as well', () => {
    const hub = ['com.example/hub'];
    const queries = [
      'pull',
      'request',
      'pull request',
      'createPullRequest',
      'create_pull_request',
      'createpullrequest',
    ];
    for (const query of [...queries, 'issues', 'listIssues', 'http fetch', 'fetch', 'httpfetch'])
      expect(find(query), query).toEqual(hub);
    for (const query of ['postgresql', 'PostgreSQL', 'postgres', 'POSTGRESQL'])
      expect(find(query), query).toEqual(['com.example/db']);
    const everyGitHub = ['com.example/hub', 'io.github.acme/weather'];
    for (const query of ['github', 'GitHub', 'GITHUB']) expect(find(query), query).toEqual(everyGitHub);
  });

  it('finds nothing, and takes no time, for queries that ask nothing or too much', () => {
    const started = performance.now();
    for (const query of [
      '',
      ' ',
      '\n\t',
      '...',
      '.*',
      '(.+)+$',
      '[',
      '\\',
      '*',
      '%',
      '"',
      '{}',
      '\u0000',
      '🌦',
      '__proto__',
      'constructor',
    ]) {
      expect(find(query), query).toEqual([]);
    }
    for (const query of [
      'a'.repeat(10_000),
      'weather'.repeat(2000),
      'aB'.repeat(5000),
      '('.repeat(10_000),
      '🌦'.repeat(5000),
      'q '.repeat(5000),
    ]) {
      expect(find(query), query.slice(0, 20)).toEqual([]);
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('is nobody’s fault when there is nothing to search', () => {
    expect(buildSearch([]).find('weather')).toEqual([]);
  });
});
