import { readdir } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aRegistry } from '../../catalog/testing.ts';
import { aSnapshot } from '../../site/testing.ts';
import { cutOff, layoutShift, lostWithForcedColours, movements, stopsWithoutRing } from './testing-look.ts';
import { barriers, SiteInBrowser } from './testing-site.ts';

/** One page of every kind, which built pages are of it, and what a script puts there late: at every width, on paper, and as readers have set their browsers. */
const KINDS: [kind: string, path: string, pages: RegExp, late?: string][] = [
  ['home', '', /^(page\/\d+\/)?$/],
  ['a search', '?q=mail', /^$/, '#results .card'],
  ['a filtered list', '?health=healthy', /^$/, '#results .card'],
  ['a server', 'server/com.example/ok/', /^server\/.+/],
  ['a hostile server', 'server/com.example/hostile/', /^$/],
  ['a server that asks for keys', 'server/com.example/key/', /^$/],
  ['a server that is gone', 'server/com.example/gone/', /^$/],
  ['a category', 'category/data/', /^category\//],
  ['a filter', 'by/health/healthy/', /^by\//],
  ['A to Z', 'a-to-z/', /^a-to-z\//],
  ['health', 'status/', /^status\//],
  ['changes', 'changes/', /^changes\//],
  ['publishers', 'publisher/', /^publisher\/$/],
  ['a publisher', 'publisher/com.example/', /^publisher\/.+/],
  [
    'comparison',
    'compare/?a=com.example/ok&b=com.example/hostile&c=com.example/key&d=com.example/email',
    /^compare\//,
    '#compare td',
  ],
  ['numbers', 'stats/', /^stats\//],
  ['clients', 'guide/clients/', /^guide\/clients\//],
  ['the API', 'guide/reference/', /^guide\/reference\//],
  ['the guide', 'guide/', /^guide\/$/],
  ['a chapter', 'guide/entry/', /^guide\/(?!clients|reference).+/],
  ['the playground', 'playground/?server=com.example/ok', /^playground\//, '#playground .note'],
  ['an unknown address', 'server/com.example/emial/', /^404\.html$/, '#nearest a'],
];
/** Long pages of the same kinds, with the widest tables and lines of code. */
const LONG_PAGES = ['guide/proxy/', 'guide/api/', 'guide/own-registry/', 'guide/static-hosting/'];
/** Phones to wide screens, and both sides of each width at which the style changes. */
const WIDTHS = [320, 375, 639, 640, 768, 959, 960, 1024, 1279, 1280, 1600];
/** A4 less its margins (`@page`), in CSS pixels. */
const PAPER_PX = 688;
const MOST_SHIFT = 0.02;

const isExpected = (message: string) => /404/.test(message);

let site: SiteInBrowser;
beforeAll(async () => {
  const snapshot = { ...aSnapshot(), registry: { ...aRegistry, proxyUrl: 'http://127.0.0.1:1/' } };
  site = await SiteInBrowser.start(snapshot, { isExpected });
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await site.open(path, options);
  const late = KINDS.find((kind) => kind[1] === path)?.[3];
  if (late !== undefined && options.javaScriptEnabled !== false) await page.locator(late).first().waitFor();
  return page;
}

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
  });

it('knows every kind of page that is built', async () => {
  const files = await readdir(site.folder, { recursive: true });
  const pages = files.filter((file) => file.endsWith('.html') && !file.startsWith('v0.1/'));
  const paths = pages.map((file) => file.replace(/(^|\/)index\.html$/, '$1'));
  expect(paths.length).toBeGreaterThan(60);
  expect(paths.filter((path) => !KINDS.some(([, , built]) => built.test(path)))).toEqual([]);
});

describe.each(KINDS)('%s', (_kind, path) => {
  it('scrolls sideways at no width, and cuts nothing off, at twice the size of text neither', async () => {
    const page = await open(path);
    const found: Record<string, string[]> = {};
    const look = async (how: string) => {
      const cut = await cutOff(page);
      if (cut.length > 0) found[how] = cut;
    };
    for (const state of ['closed', 'open']) {
      if (state === 'open') await openAll(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await look(`${state}, ${width} px`);
      }
    }
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    for (const width of [640, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await look(`text of 200 %, ${width} px`);
    }
    expect(found).toEqual({});
  });

  it('does not jump while it loads, on a phone and on a desk', async () => {
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 1280, height: 900 },
    ]) {
      const page = await open(path, { viewport });
      await page.waitForLoadState('networkidle');
      expect(await layoutShift(page), `${viewport.width} px`).toBeLessThan(MOST_SHIFT);
    }
  });

  it('moves nothing for who wants that', async () => {
    const page = await open(path, { reducedMotion: 'reduce' });
    await openAll(page);
    expect(await movements(page)).toEqual([]);
  });

  it('tells controls, drawings and the place of the keyboard apart where the system chooses colours', async () => {
    const page = await open(path, { forcedColors: 'active', colorScheme: 'dark' });
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
    expect(await lostWithForcedColours(page)).toEqual([]);
    expect(await stopsWithoutRing(page)).toEqual([]);
  });

  it('is whole on paper, from a dark screen too', async () => {
    const page = await open(path, { colorScheme: 'dark', viewport: { width: PAPER_PX, height: 970 } });
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect(await page.locator('nav:visible, search:visible, button:visible, #sort:visible').count()).toBe(0);
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await cutOff(page, 'paper')).toEqual([]);
    expect(await barriers(page, { rules: ['color-contrast'] })).toEqual([]);
  });

  it('says without script what it is, and offers nothing that needs one', async () => {
    const page = await open(path, { javaScriptEnabled: false });
    expect((await page.locator('main').innerText()).length).toBeGreaterThan(40);
    expect(await page.locator('.js-only:visible').count()).toBe(0);
    expect(await page.locator('main a:visible, main code:visible').count()).toBeGreaterThan(0);
  });
});

it.each(LONG_PAGES)('%s cuts nothing off, on a phone and on paper', async (path) => {
  const page = await open(path, { viewport: { width: 320, height: 800 } });
  expect(await cutOff(page)).toEqual([]);
  await page.setViewportSize({ width: PAPER_PX, height: 970 });
  await page.emulateMedia({ media: 'print' });
  expect(await cutOff(page, 'paper')).toEqual([]);
});

it('tells a chosen tab and the page one is on from the others by their shape, with forced colours', async () => {
  const page = await open('server/com.example/ok/', { forcedColors: 'active' });
  const edge = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).borderBottomWidth);
  expect(await edge('.tabs > input:checked + label')).toBe('3px');
  expect(await edge('.tabs > input:not(:checked) + label')).not.toBe('3px');
  await page.goto(site.url);
  const shapes = await page.evaluate(() =>
    ['healthy', 'degraded', 'unhealthy', 'unknown'].map((health) => {
      const lamp = document.body.appendChild(document.createElement('i'));
      lamp.className = `lamp ${health}`;
      return getComputedStyle(lamp).maskImage;
    }),
  );
  expect(shapes.every((shape) => shape.startsWith('url("data:image/svg+xml,'))).toBe(true);
  expect(new Set(shapes).size).toBe(shapes.length);
  expect(await edge('.nav a[aria-current]')).toBe('3px');
  expect(await edge('.nav a:not([aria-current])')).toBe('0px');
});

it('would find what is wrong', async () => {
  const page = await open('', { forcedColors: 'active', reducedMotion: 'no-preference' });
  expect(await movements(page)).not.toEqual([]);
  await page.evaluate(() => {
    const main = document.querySelector('main');
    main?.insertAdjacentHTML(
      'afterbegin',
      '<button class="chosen">bare</button><p class="cut">a line that is cut off</p><i class="i i-bin pale"></i>',
    );
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '.chosen { border: 0; outline: none !important } .chosen::after { outline: none !important } .cut { width: 3rem; white-space: nowrap; overflow: hidden } .pale { background: Canvas }',
    );
    document.adoptedStyleSheets.push(sheet);
  });
  expect(await cutOff(page)).toEqual([expect.stringMatching(/^p\.cut .* hides \d+ px of its width$/)]);
  expect(await lostWithForcedColours(page)).toEqual(['button.chosen “bare”', 'i.i i-bin pale “”']);
  expect(await stopsWithoutRing(page)).toEqual(['button.chosen “bare”']);
});
