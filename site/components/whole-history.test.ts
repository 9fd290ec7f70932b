import { expect, it } from 'vitest';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { buildSite } from '../build.ts';
import { aSnapshot, someAssets } from '../testing.ts';

/** The front page when all hosted servers but one have had this day today, and that one has had this. */
function frontPage(all: string, one = all): string {
  const snapshot = aSnapshot();
  const hosted = snapshot.entries.filter(({ status, versions }) => status && versions.some(hasRemote));
  expect(hosted.length).toBeGreaterThan(4);
  for (const [index, { status }] of hosted.entries()) {
    if (!status) continue;
    status.days = index === 0 ? one : all;
    status.checkedAt = snapshot.at;
    status.uptime = { ...status.uptime, '90d': [90, 100] };
  }
  return new Map(buildSite(snapshot, { assets: someAssets })).get('index.html') ?? '';
}

function hasRemote({ server }: Snapshot['entries'][number]['versions'][number]): boolean {
  return (server.remotes ?? []).length > 0;
}

const strip = (html: string) => /<div class="all[\s\S]*?<\/svg>/.exec(html)?.[0] ?? '';

it('sums up what all hosted servers went through, and how many checks found them up', () => {
  expect(strip(frontPage('u'))).toMatch(/hosted: up in 90\.00\s% of/);
  expect(strip(frontPage('u'))).toContain('<path class="r"');
  expect(strip(frontPage('u', 'd'))).toContain('<path class="g"');
  expect(strip(frontPage('d', 'u'))).toContain('<path class="d"');
});

it('shows nothing where no day is on record', () => {
  expect(frontPage('-')).not.toContain('hosted: up in');
});
