import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mailAndMore } from './testing-mail.ts';
import { barriers, SiteInBrowser } from './testing-site.ts';

/** How readers find a server: each way from the front page, in a browser, the answer read from what is seen. */

let site: SiteInBrowser;
beforeAll(async () => {
  site = await SiteInBrowser.start(mailAndMore(), { defaults: { viewport: { width: 1280, height: 800 } } });
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

const titles = (page: Page) => page.locator('.card:visible h3 bdi').allTextContents();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('from the front page', () => {
  it('finds a server by a tool of its own, misspelt at either end', async () => {
    const { page } = await site.open('');
    for (const words of ['send_emial', 'xend_email', 'send_emai']) {
      await page.locator('#q').fill(words);
      await page.getByRole('heading', { name: `for “${words}”` }).waitFor();
      expect(await titles(page), words).toEqual(expect.arrayContaining(['Key Post', 'Open Post']));
    }
  });

  it('says how many while one types, for those who listen', async () => {
    const { page } = await site.open('');
    await page.locator('#q').fill('post');
    await page.locator('[aria-live="polite"]', { hasText: '2 servers for “post”' }).waitFor();
  });

  it('goes back to the same question, the same results and the same place', async () => {
    const { page } = await site.open('');
    await page.locator('#q').fill('many');
    await page.getByRole('heading', { name: '60 servers for “many”' }).waitFor();
    await page.locator('#filters').getByLabel('unknown').first().check();
    await page.waitForURL(/health=unknown/);
    await page.getByRole('button', { name: 'Show 20 more' }).click();
    await expect.poll(async () => (await titles(page)).length).toBe(40);
    await page.locator('.card:visible').nth(35).scrollIntoViewIfNeeded();
    const y = await page.evaluate(() => scrollY);
    expect(y).toBeGreaterThan(500);
    const title = (await titles(page))[35] ?? '';
    await page.locator('.card:visible h3 a').nth(35).click();
    await expect.poll(() => page.locator('h1').textContent()).toBe(title);
    await page.goBack();
    await expect.poll(async () => (await titles(page)).length).toBe(40);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(y);
    expect(await page.locator('#q').inputValue()).toBe('many');
    await expect.poll(() => page.locator('#filters').getByLabel('unknown').first().isChecked()).toBe(true);
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('health'));
    await expect.poll(() => page.locator('#filters').getByLabel('unknown').first().isChecked()).toBe(false);
  });

  it('sorts by what is fastest', async () => {
    const { page } = await site.open('?q=post');
    await page.getByLabel('Sort').selectOption({ label: 'fastest' });
    await page.waitForURL(/sort=fastest/);
    await expect.poll(() => titles(page)).toEqual(['Key Post', 'Open Post']);
  });

  it('reads the index anew when a newer build has taken its files away', async () => {
    const { page } = await site.open('');
    let refused = 0;
    await page.route('**/search/terms/**', (route) =>
      refused++ === 0 ? route.fulfill({ status: 404 }) : route.continue(),
    );
    await page.locator('#q').fill('post');
    await page.getByRole('heading', { name: '2 servers for “post”' }).waitFor();
    expect(refused).toBeGreaterThan(1);
  });
});

describe('with keys only', () => {
  it('searches, goes through the results, opens one', async () => {
    const { page } = await site.open('');
    await page.keyboard.press('/');
    await page.keyboard.type('post');
    await page.getByRole('heading', { name: '2 servers for “post”' }).waitFor();
    const [first = '', second = ''] = await titles(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toContain(first);
    await page.keyboard.press('j');
    await expect.poll(() => focused(page)).toContain(second);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('k');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('q');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/server/);
    await expect.poll(() => page.locator('h1').textContent()).toBe(first);
  });

  it('copies the name of a server, and says so', async () => {
    const { page } = await site.open('', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    await page.getByRole('status').waitFor();
    const name = await page.evaluate(() => navigator.clipboard.readText());
    expect(await page.getByRole('status').textContent()).toBe(`Copied ${name}`);
    expect(name).toMatch(/^com\.example/);
  });

  it('tells its keys, and can do without them', async () => {
    const { page } = await site.open('');
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard' });
    await dialog.getByLabel('Single keys are on').uncheck();
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).not.toBe('q');
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await dialog.getByLabel('Single keys are on').check();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('q');
  });
});

describe('otherwise', () => {
  it('filters without script, by links to ready-made pages', async () => {
    const { page } = await site.open('', { javaScriptEnabled: false });
    await page.locator('a.facet', { hasText: 'OAuth sign-in' }).waitFor();
    await page.locator('fieldset', { hasText: 'Where it runs' }).locator('a.facet', { hasText: 'npm' }).click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('Where it runs: npm');
    expect(await page.getByRole('link', { name: /^Old one/ }).isVisible()).toBe(true);
    expect(await page.locator('#list').textContent()).toBe('3 servers');
  });

  const ways: [string, BrowserContextOptions][] = [
    ['320 px wide', { viewport: { width: 320, height: 640 } }],
    ['in forced colours', { forcedColors: 'active' }],
    ['with little motion', { reducedMotion: 'reduce' }],
  ];
  it.each(ways)('finds, filters and shows a hostile entry as text, %s', async (_how, options) => {
    const { page, faults } = await site.open('', options);
    await page.locator('#q').fill('gpj');
    await page.getByRole('heading', { name: '1 server for “gpj”' }).waitFor();
    expect((await titles(page))[0]).toContain('<script>alert(1)</script>');
    expect((await titles(page))[0]).not.toContain('\u202e');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    const summary = page.locator('#filters > summary');
    if (await summary.isVisible()) await summary.click();
    await page.locator('#filters').getByLabel('healthy').first().check();
    await page.waitForURL(/health=healthy/);
    const seen = await page.evaluate(() => {
      const styleOf = (selector: string) => getComputedStyle(document.querySelector(selector) ?? document.body);
      return {
        lamp: styleOf('#filters .lamp').color,
        words: styleOf('body').color,
        moves: styleOf('.btn').transitionDuration,
      };
    });
    expect(seen.lamp === seen.words).toBe(options.forcedColors === 'active');
    expect(seen.moves).toBe(options.reducedMotion === 'reduce' ? '0s' : '0.12s, 0.12s');
    await page.keyboard.press('?');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
  });

  it('has no barrier that axe can see: found, none found, the keys, a ready-made page', async () => {
    const { page } = await site.open('?q=post');
    await page.getByRole('heading', { name: '2 servers for “post”' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('?');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('#q').fill('qqqqzzzz');
    await page.getByText('No server matches').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${site.url}by/sign-in/key/`);
    expect(await barriers(page)).toEqual([]);
  });

  it('shows a hostile entry as text in the lists that are files', async () => {
    for (const path of ['a-to-z/', 'by/health/healthy/']) {
      const { page, faults } = await site.open(path);
      expect(await page.locator('main').textContent()).toContain('<script>alert(1)</script>');
      expect(await page.locator('img').count()).toBe(0);
      expect(faults).toEqual([]);
    }
  });
});
