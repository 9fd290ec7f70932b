import { expect, it } from 'vitest';
import { type Snapshot, takeSnapshot } from '../catalog/snapshot/snapshot.ts';
import { anEntry, aRegistry, aServerJson, aToolsChange } from '../catalog/testing.ts';
import { newsOf, newsOfWeek } from './news.ts';
import { newsInNumbers, newsWords } from './words/news.ts';

const AT = '2026-11-22T10:00:00Z';

function version(name: string, number: string, publishedAt: string) {
  return { server: aServerJson({ name, version: number, title: name }), publishedAt, updatedAt: publishedAt };
}

function aSnapshot(): Snapshot {
  const [old, gone] = ['com.example/old', 'com.example/gone'];
  return takeSnapshot({
    registry: aRegistry,
    commit: null,
    at: AT,
    entries: [
      anEntry({
        name: old,
        versions: [version(old, '1.0.0', '2026-01-01T00:00:00Z'), version(old, '2.0.0', '2026-11-20T00:00:00Z')],
        listing: {
          versions: {
            '1.0.0': { status: 'deprecated', statusChangedAt: '2026-11-20T01:00:00Z' },
            '2.0.0': { status: 'active' },
          },
        },
      }),
      anEntry({
        name: gone,
        versions: [version(gone, '1.0.0', '2026-11-18T00:00:00Z')],
        listing: { versions: { '1.0.0': { status: 'deleted', statusChangedAt: '2026-11-21T00:00:00Z' } } },
      }),
    ],
    histories: new Map([[old, { incidents: [], toolChanges: [aToolsChange()], evidence: [] }]]),
  });
}

it('tells what changed, the newest first, each as what it is to readers', () => {
  const news = newsOf(aSnapshot());
  expect(news.map((one) => `${one.kind}: ${one.title} ${newsWords(one)}`)).toEqual([
    'gone: com.example/gone is gone',
    'version: com.example/old 1.0.0 is deprecated',
    'version: com.example/old 2.0.0',
    'tools: com.example/old tools: 1 new',
    'new: com.example/gone joined, at 1.0.0',
    'new: com.example/old joined, at 1.0.0',
  ]);
});

it('counts a week back from its moment', () => {
  const week = newsOfWeek(newsOf(aSnapshot()), AT);
  expect(newsInNumbers(week)).toBe('1 new server, 2 changes of versions, 1 change of tools, 1 server gone.');
  expect(newsOfWeek(newsOf(aSnapshot()), '2027-11-22T10:00:00Z')).toEqual([]);
});
