import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { latestVersion, type Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { siteOf } from '../site.ts';
import { aSnapshot, someAssets } from '../testing.ts';
import { WholeHistory } from './whole-history.tsx';

/** What is shown when all hosted servers but one have had this day today, and that one has had this. */
function shownAfter(all: string, one = all, checks: [number, number] = [90, 100]): string {
  const snapshot = aSnapshot();
  const hosted = snapshot.entries.filter((entry) => entry.status && latestVersion(entry).server.remotes?.length);
  expect(hosted.length).toBeGreaterThan(4);
  for (const [index, { status }] of hosted.entries()) {
    if (!status) continue;
    status.days = index === 0 ? one : all;
    status.checkedAt = snapshot.at;
    status.uptime = { ...status.uptime, '90d': checks };
  }
  return shown(snapshot);
}

function shown(snapshot: Snapshot): string {
  return renderToString(h(WholeHistory, { site: siteOf(snapshot, someAssets) }));
}

it('sums up what all hosted servers went through, and how many checks found them up', () => {
  expect(shownAfter('u')).toMatch(/hosted: up in 90\.00\s% of/);
  expect(shownAfter('u')).toContain('<path class="r"');
  expect(shownAfter('u', 'd')).toContain('<path class="g"');
  expect(shownAfter('d', 'u')).toContain('<path class="d"');
});

it('gives no percentage of a few checks', () => {
  expect(shownAfter('u', 'u', [1, 1])).not.toContain('%');
  expect(shownAfter('u', 'u', [1, 1])).toMatch(/hosted: too few checks \(\d\)/);
});

it('leaves out what is gone', () => {
  expect(shown(aSnapshot())).toContain('hosted: ');
  const snapshot = aSnapshot();
  for (const { versions } of snapshot.entries) for (const version of versions) version.status = 'deleted';
  expect(shown(snapshot)).toBe('');
});

it('shows nothing where no day is on record', () => {
  expect(shownAfter('-')).toBe('');
});
