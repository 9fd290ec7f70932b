import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { serverPath } from '../catalog/urls.ts';
import { launchBrowser } from './browser.ts';
import { build } from './build/build.ts';
import { serveFolder } from './build/serve-folder.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const THEMES = ['light', 'dark'] as const;

const program = command('screenshots', 'Build the site, and picture its pages in both themes and two widths')
  .addOption(setting('--out <folder>', 'where the pictures go').default('.cache/screenshots'))
  .addOption(setting('--status <folder>', 'the statuses that probes have kept').default('status'));

await run<{ out: string; status: string }>(program, async ({ catalog, status, out }) => {
  const dist = join(ROOT, '.cache/screenshots-site');
  const { snapshot } = await build({ catalog, status, out: dist, base: '/' });
  const shown = snapshot.entries.find((entry) => entry.status && entry.tools) ?? snapshot.entries[0];
  const pages = {
    home: '',
    server: shown ? serverPath(shown.name) : 'a-to-z/',
    health: 'status/',
    changes: 'changes/',
    publishers: 'publisher/',
    stats: 'stats/',
    compare: `compare/?${snapshot.entries
      .slice(0, 3)
      .map(({ name }, index) => `${'abc'[index]}=${name}`)
      .join('&')}`,
    guide: 'guide/entry/',
    reference: 'guide/reference/',
    'not-found': 'server/no/such/',
  };
  await mkdir(out, { recursive: true });
  const server = await serveFolder(dist, '/');
  const browser = await launchBrowser();
  try {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of THEMES) {
        const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
        for (const [name, path] of Object.entries(pages)) {
          await page.goto(server.url + path, { waitUntil: 'networkidle' });
          const file = join(out, `${name}-${size}-${colorScheme}.png`);
          await page.screenshot({ path: file, fullPage: true });
          console.log(file);
        }
        await page.close();
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return EXIT.ok;
});
