import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAPTERS, chapterPath } from '../../site/guide/chapters.ts';
import { launchBrowser } from '../browser.ts';
import { ROOT } from '../command.ts';

/** What `npm run dev` stands on. It runs in a copy, since the test changes entries, components and styles. */
const PARTS = [
  'catalog',
  'site',
  'scripts',
  'proxy',
  'package.json',
  'README.md',
  'CONTRIBUTING.md',
  'docs',
  'tsconfig.json',
];
/** Far more than any change takes: it is for a page that would wait for ever. */
const MOST_MS = 20_000;

let copy: string;
let dev: ChildProcess;
let browser: Browser;
let page: Page;
const said: string[] = [];

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  copy = await mkdtemp(join(ROOT, '.cache/dev-test-'));
  // Some scripts have packages of their own installed in their folders.
  const filter = (path: string) => !path.endsWith('node_modules');
  for (const part of PARTS) await cp(join(ROOT, part), join(copy, part), { recursive: true, filter });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const args = ['--import', 'tsx', 'scripts/dev.ts', '--port', '0'];
  dev = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
  if (!dev.stdout || !dev.stderr) throw new Error('it says nothing');
  dev.stderr.on('data', (text) => said.push(String(text)));
  const url = await new Promise<string>((resolve, reject) => {
    dev.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said.join('')}`)));
    dev.stdout?.on('data', (text) => {
      said.push(String(text));
      const [address] = /http:\S+\//.exec(said.join('')) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  browser = await launchBrowser();
  page = await browser.newPage();
  page.setDefaultTimeout(1000);
  await page.goto(url);
});

afterAll(async () => {
  await browser?.close();
  if (dev?.exitCode === null) {
    dev.kill('SIGINT');
    await once(dev, 'exit');
  }
  if (copy) await rm(copy, { recursive: true, force: true });
});

describe('the site while it is changed', () => {
  it('shows a changed entry, component and style in the open page', async () => {
    const listing = 'catalog/servers/io.github.upstash/context7/listing.json';
    const took = {
      entry: await changing(listing, (text) => text.replace(/"alias": "[^"]*"/, '"alias": "seven-times"'), {
        path: 'server/io.github.upstash/context7/',
        shows: async () => (await page.locator('.title').textContent())?.includes('seven-times'),
      }),
      component: await changing(
        'site/components/document.tsx',
        (text) => text.replace('Skip to content', 'Skip to it all'),
        {
          shows: async () => (await page.locator('.skip').textContent()) === 'Skip to it all',
        },
      ),
      words: await changing('site/words/time.ts', (text) => text.replaceAll(' UTC', ' Zulu'), {
        shows: async () => (await page.locator('footer time').textContent())?.endsWith(' Zulu'),
      }),
      style: await changing('site/assets/style.css', (text) => `${text}\nh1 { letter-spacing: 7px; }\n`, {
        shows: async () =>
          (await page.locator('h1').evaluate((element) => getComputedStyle(element).letterSpacing)) === '7px',
      }),
    };
    console.log(`from the save to the page: ${JSON.stringify(took)} ms`);
  });

  it('shows what an editor saves in two steps, as it is after the second', async () => {
    await changing('site/words/time.ts', (text) => text.replaceAll(/ (UTC|Zulu)`/g, ' Greenwich`'), {
      save: async (place, text) => {
        await writeFile(place, '');
        await delay(40);
        await writeFile(place, text);
      },
      shows: async () => (await page.locator('footer time').textContent())?.endsWith(' Greenwich'),
    });
  });

  it.each(['catalog/README.md', 'proxy/README.md', 'CONTRIBUTING.md'])(
    'shows a changed text of the guide: %s',
    async (file) => {
      const chapter = CHAPTERS.find((one) => one.file === file);
      await changing(file, (text) => text.replaceAll('. ', '. Quite so. '), {
        path: chapter ? chapterPath(chapter) : '',
        shows: async () => (await page.locator('main').textContent())?.includes('Quite so.'),
      });
    },
  );

  it('says what is wrong, in the page too, and goes on when it is mended', async () => {
    const entry = 'catalog/servers/io.github.upstash/context7/listing.json';
    const whole = await readFile(join(copy, entry), 'utf8');
    await changing(entry, (text) => text.slice(0, -20), {
      shows: async () => /listing\.json:\d+:\d+ \w+/.test((await page.getByRole('alert').textContent()) ?? ''),
    });
    expect(said.join('')).toContain('The catalog has errors');
    await changing(entry, () => whole, { shows: async () => (await page.getByRole('alert').count()) === 0 });
    const component = 'site/pages/home.tsx';
    const code = await readFile(join(copy, component), 'utf8');
    await changing(component, (text) => `${text}\nthrow new Error('a slip of the pen');\n`, {
      shows: async () => (await page.getByRole('alert').textContent())?.includes('a slip of the pen'),
    });
    await changing(component, () => code, { shows: async () => (await page.getByRole('alert').count()) === 0 });
  });

  it('says so in a sentence where its port is taken, or is none', async () => {
    const { port } = new URL(page.url());
    expect(await ended('--port', port)).toEqual([
      1,
      expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is taken\. .*\n$/),
    ]);
    expect(await ended('--port', 'x')).toEqual([2, '"x" is no port: a number from 0 to 65535\n']);
  });

  it('ends in order', async () => {
    dev.kill('SIGINT');
    const [code] = await once(dev, 'exit');
    expect(code).toBe(0);
  });
});

interface Watched {
  /** The page that is open meanwhile; left out: the one that is. */
  path?: string;
  save?(place: string, text: string): Promise<void>;
  shows(): Promise<boolean | undefined>;
}

/** Changes a file and waits until the page shows it; how long that took, in milliseconds. */
async function changing(
  file: string,
  change: (text: string) => string,
  { path, save = writeFile, shows }: Watched,
): Promise<number> {
  if (path !== undefined) await page.goto(new URL(`/${path}`, page.url()).href);
  const place = join(copy, file);
  const [before, begun] = [await readFile(place, 'utf8'), performance.now()];
  const after = change(before);
  expect(after).not.toBe(before);
  await save(place, after);
  // While it loads anew, the page answers nothing.
  await expect.poll(() => shows().catch(() => false), { timeout: MOST_MS, interval: 20 }).toBe(true);
  return Math.round(performance.now() - begun);
}

/** How another one ends, and what it says. */
async function ended(...args: string[]): Promise<[code: number | null, said: string]> {
  const other = spawn(process.execPath, ['--import', 'tsx', 'scripts/dev.ts', ...args], { cwd: copy, stdio: 'pipe' });
  let words = '';
  other.stderr.on('data', (text) => {
    words += String(text);
  });
  const [code] = await once(other, 'close');
  return [code, words];
}
