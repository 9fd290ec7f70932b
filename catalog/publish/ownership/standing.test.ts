import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../read-catalog.ts';
import { arrange, type CatalogSources } from '../../sources.ts';
import { standingOf } from './standing.ts';

/** A catalog of listings that hold this, by the names of their entries. */
function listings(all: Record<string, unknown>): CatalogSources {
  const files = Object.entries(all).map(([name, listing]): [string, ReturnType<typeof catalogFile>] => {
    const path = `${name}/listing.json`;
    return [path, catalogFile(path, typeof listing === 'string' ? listing : JSON.stringify(listing))];
  });
  return { registry: null, entries: arrange(files) };
}

const owned = (...ids: unknown[]) => ({ owners: ids.map((githubId) => ({ githubId })) });

describe('standing', () => {
  const catalog = listings({
    'com.example/weather': owned(1, 2),
    'com.example/climate': owned(3),
    'com.example.sub/x': owned(4),
    'com.examples/x': owned(5),
    'io.github.foo/a': owned(6),
    'io.github.Foo/b': owned(7),
    'io.github.f-oo/c': owned(8),
    'org.empty/x': owned(),
  });

  it.each([
    ['com.example/weather', [1, 2], [1, 2, 3]],
    ['com.example/new', null, [1, 2, 3]],
    ['com.example.sub/new', null, [4]],
    ['org.empty/x', [], []],
    ['org.other/x', null, []],
    ['org.other', null, []],
    ['', null, []],
  ])('of %j is that of its entry, and of its namespace', (name, owners, namespaceOwners) => {
    const standing = standingOf(catalog, name);
    expect(standing.owners).toEqual(owners);
    expect([...standing.namespaceOwners].sort()).toEqual(namespaceOwners);
  });

  it('takes letters large and small for the same, and hyphens for others', () => {
    expect(standingOf(catalog, 'COM.Example/Weather').owners).toEqual([1, 2]);
    expect([...standingOf(catalog, 'io.github.FOO/new').namespaceOwners].sort()).toEqual([6, 7]);
    expect([...standingOf(catalog, 'io.github.f-oo/new').namespaceOwners]).toEqual([8]);
  });

  it('of two entries that differ in letters alone is that of both', () => {
    const both = listings({ 'com.example/x': owned(1), 'com.example/X': owned(2, 1) });
    expect([...(standingOf(both, 'com.example/x').owners ?? [])].sort()).toEqual([1, 2]);
  });

  it.each([
    '{ "owners": [',
    '[]',
    'null',
    '7',
    { owners: 'everyone' },
    { owners: { githubId: 1 } },
    { owners: [1, null, 'a', [], { githubId: '1' }, { githubId: -1 }, { githubId: 1.5 }, { githubId: 0 }, { id: 1 }] },
  ])('has no owner in a listing that holds %j', (listing) => {
    expect(standingOf(listings({ 'com.example/x': listing }), 'com.example/x')).toEqual({
      owners: [],
      namespaceOwners: new Set(),
    });
  });

  it('keeps the owners that a faulty listing does name', () => {
    expect(standingOf(listings({ 'com.example/x': owned('1', 2) }), 'com.example/x').owners).toEqual([2]);
  });
});
