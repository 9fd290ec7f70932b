import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { serverPath } from '../catalog/urls.ts';
import { aptInstall } from './apt.ts';
import { median } from './bench/statistics.ts';
import { build } from './build/build.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';
import { installPackages } from './conformance/install.ts';
import { CATEGORIES, type Look, lookAt } from './lighthouse/look.ts';
import { servePacked } from './lighthouse/serve-packed.ts';

const LIGHTHOUSE = join(ROOT, 'scripts/lighthouse/package');
const CHROMIUM = '/usr/bin/chromium';
const LEAST = 98;
/** Its figures move with whatever else the machine does: where one is low, the median of so many looks counts. */
const LOOKS = 3;

const program = command(
  'lighthouse',
  `Look at the built site with Lighthouse: ${LEAST} of 100 at least, in all four`,
).addOption(setting('--status <folder>', 'the statuses that probes have kept').default('status'));

interface Result extends Look {
  page: string;
  device: string;
}

await run<{ status: string }>(program, async ({ catalog, status, json }) => {
  await installPackages(LIGHTHOUSE, 'Lighthouse', ['--ignore-scripts']);
  if (!existsSync(CHROMIUM)) await aptInstall('chromium');
  const out = join(ROOT, '.cache/lighthouse-site');
  await rm(out, { recursive: true, force: true });
  const { snapshot } = await build({ catalog, status, out });
  const shown = snapshot.entries.find(({ status, tools }) => status && tools) ?? snapshot.entries[0];
  const pages = { home: '', server: shown ? serverPath(shown.name) : 'a-to-z/', health: 'status/' };
  const server = await servePacked(out);
  const results: Result[] = [];
  try {
    for (const [page, path] of Object.entries(pages))
      for (const device of ['phone', 'desktop']) {
        const url = server.url + path;
        const look = () => lookAt(url, device === 'desktop', { lighthouse: LIGHTHOUSE, chromium: CHROMIUM });
        const seen = [await look()];
        while (seen.length < LOOKS && isLow(typical(seen))) seen.push(await look());
        const result = { page, device, ...typical(seen) };
        results.push(result);
        if (!json) console.log(lineOf(result));
      }
  } finally {
    await server.close();
  }
  const all = results.flatMap(({ scores }) => Object.values(scores));
  const failed = all.filter((score) => score < LEAST).length;
  if (json) console.log(JSON.stringify(results));
  else console.log(`\n${all.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 && all.length > 0 ? EXIT.ok : EXIT.problems;
});

/** The median of some looks, and what the last of them found. */
function typical(looks: Look[]): Look {
  const score = (category: keyof Look['scores']) => median(looks.map(({ scores }) => scores[category]));
  return {
    scores: {
      performance: score('performance'),
      accessibility: score('accessibility'),
      'best-practices': score('best-practices'),
      seo: score('seo'),
    },
    faults: looks.at(-1)?.faults ?? [],
  };
}

function isLow({ scores }: Look): boolean {
  return Object.values(scores).some((score) => score < LEAST);
}

function lineOf({ page, device, ...look }: Result): string {
  const said = CATEGORIES.map((category) => `${category} ${look.scores[category]}`).join(', ');
  const faults = isLow(look) ? look.faults.map((fault) => `\n  ${fault}`).join('') : '';
  return `${isLow(look) ? '✗' : '✓'} ${page} on a ${device}: ${said}${faults}`;
}
