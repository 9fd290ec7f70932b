import { beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from '../../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import { anEntry, aRegistry, aStatus, aTool } from '../../../catalog/testing.ts';
import { SearchIndex } from './search-index.ts';

const entries = [
  anEntry({
    server: { name: 'com.example/hub', title: 'GitHub', description: 'Issues and code', remotes: [] },
    listing: { alias: 'hub', categories: ['developer-tools'], tags: ['git'] },
  }),
  anEntry({
    server: {
      name: 'com.example/actions',
      title: 'Actions for GitHub and other places',
      description: 'Runs workflows',
      packages: [{ registryType: 'npm', identifier: 'actions', version: '1.0.0', transport: { type: 'stdio' } }],
      remotes: [],
    },
    listing: { categories: ['developer-tools'], tags: ['git', 'ci'] },
  }),
  anEntry({ server: { name: 'com.example/weather' }, listing: { categories: ['data'], tags: ['climate'] } }),
  anEntry({
    server: { name: 'com.example/old', title: 'Weather', description: 'Öl und Wetter' },
    listing: { categories: ['data'], versions: { '1.0.0': { status: 'deprecated' } } },
  }),
  anEntry({
    server: { name: 'com.example/gone', title: 'Weather' },
    listing: { versions: { '1.0.0': { status: 'deleted' } } },
  }),
];

async function anIndex(): Promise<SearchIndex> {
  const name = 'com.example/weather';
  const files = encodeSnapshot(
    takeSnapshot({
      ...{ registry: aRegistry, commit: null, at: '2026-11-22T09:37:02Z', entries },
      statuses: new Map([[name, aStatus({ server: name })]]),
      looks: new Map([[name, [aTool({ name: 'getForecast' }), aTool({ name: 'list_storms' })]]]),
    }),
  );
  return SearchIndex.build(await SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0)));
}

let index: SearchIndex;
beforeAll(async () => {
  index = await anIndex();
});

function find(text: string, chosen: Record<string, string[]> = {}, { offset = 0, limit = 30 } = {}): string[] {
  const { hits } = index.find(text, new Map(Object.entries(chosen)), { offset, limit });
  return hits.map(({ row }) => row.name.replace('com.example/', ''));
}

describe('the search index', () => {
  it('ranks the title that is the word first, and what is deprecated last', () => {
    expect(find('github')).toEqual(['hub', 'actions']);
    expect(find('weather')).toEqual(['weather', 'old']);
  });

  it.each([
    ['GITHUB', ['hub', 'actions']],
    ['GitHub', ['hub', 'actions']],
    ['hub', ['hub', 'actions']],
    ['climate', ['weather']],
    ['forecast', ['weather']],
    ['getForecast', ['weather']],
    ['list_storms', ['weather']],
    ['developer', ['hub', 'actions']],
    ['work', ['actions']],
    ['öl', ['old']],
    ['github workflows', ['actions']],
    ['github climate', []],
    ['  ', ['hub', 'actions', 'weather', 'old']],
  ])('finds %j', (text, names) => {
    expect(find(text).toSorted()).toEqual(names.toSorted());
  });

  it.each([
    ['gihtub', ['hub', 'actions'], { gihtub: ['github'] }],
    ['wether', ['old', 'weather'], { wether: ['weather', 'wetter'] }],
    ['forecats', ['weather'], { forecats: ['forecast'] }],
    ['wor', ['actions'], {}],
    ['xyz', [], {}],
  ])('forgives %j', (text, names, instead) => {
    expect(find(text).toSorted()).toEqual(names.toSorted());
    expect(index.find(text, new Map(), { offset: 0, limit: 9 }).instead).toEqual(instead);
  });

  it.each([
    [{ category: ['data'] }, ['weather', 'old']],
    [{ tag: ['git', 'climate'] }, ['hub', 'actions', 'weather']],
    [{ tag: ['git'], package: ['npm'] }, ['actions']],
    [{ transport: ['stdio'] }, ['actions']],
    [{ health: ['healthy'] }, ['weather']],
    [{ era: ['modern'] }, ['weather']],
    [{ auth: ['none'] }, ['weather']],
    [{ tag: ['nobody-has-this'] }, []],
  ])('narrows to %j', (chosen, names) => {
    expect(find('', chosen).toSorted()).toEqual(names.toSorted());
  });

  it('counts all that match, and for a facet that is chosen in what its other values would give', () => {
    const { facets, total } = index.find('', new Map([['category', ['data']]]), { offset: 0, limit: 1 });
    expect(total).toBe(2);
    expect(facets.category).toEqual([
      { value: 'data', count: 2 },
      { value: 'developer-tools', count: 2 },
    ]);
    expect(facets.health).toEqual([
      { value: 'healthy', count: 1 },
      { value: 'unknown', count: 1 },
    ]);
    expect(facets.package).toEqual([]);
    expect(index.find('', new Map(), { offset: 0, limit: 1 }).facets.transport).toEqual([
      { value: 'streamable-http', count: 2 },
      { value: 'stdio', count: 1 },
    ]);
  });

  it('has the same order page by page', () => {
    const all = find('e');
    expect([0, 1, 2, 3].flatMap((offset) => find('e', {}, { offset, limit: 1 }))).toEqual(all);
  });

  it('takes a very long question', () => {
    expect(find('weather '.repeat(1000))).toEqual(['weather', 'old']);
    expect(find('x'.repeat(10_000))).toEqual([]);
  });
});
