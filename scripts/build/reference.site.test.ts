import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { aSnapshot } from '../../site/testing.ts';
import { SiteInBrowser } from './testing-site.ts';

/** The API's page, under a path that the site was not told of and under its strict Content-Security-Policy. */
const PAGE = 'guide/reference/';

let site: SiteInBrowser;
beforeAll(async () => {
  site = await SiteInBrowser.start(aSnapshot());
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

it('lists every path without script, and each leads to an answer', async () => {
  const { page, faults } = await site.open(PAGE, { javaScriptEnabled: false });
  expect(await page.getByRole('button').count()).toBe(0);
  const links = await page.locator('#paths a').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
  expect(links.length).toBeGreaterThan(12);
  for (const link of links) expect((await fetch(link)).status, link).toBe(200);
  expect(await page.locator('#paths').innerText()).toContain('All versions of a server, the newest first');
  expect(faults).toEqual([]);
});

it('loads Swagger UI only when it is asked for', async () => {
  const { page, faults } = await site.open(PAGE);
  await page.waitForLoadState('networkidle');
  const loaded = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect((await loaded()).filter((name) => name.includes('swagger'))).toEqual([]);
  await page.getByRole('button', { name: 'Try it in Swagger UI' }).click();
  await page.locator('.swagger-ui .opblock').first().waitFor();
  expect((await loaded()).filter((name) => name.includes('swagger'))).toHaveLength(2);
  expect(await page.locator('#paths').count()).toBe(0);
  expect(faults).toEqual([]);
});

it('takes no press before its script is there', async () => {
  const { page } = await site.open('');
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/assets/reference-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(site.url + PAGE, { waitUntil: 'commit' });
  const button = page.getByRole('button', { name: 'Try it in Swagger UI' });
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  goOn();
  await expect.poll(() => button.isEnabled()).toBe(true);
});

it('asks this site, and shows what it answers, with nothing refused by the policy', async () => {
  const { page, faults } = await site.open(`${PAGE}#swagger`);
  const version = page.locator('.opblock', { hasText: '/v0.1/servers/{serverName}/versions/{version}' });
  await version.locator('.opblock-summary-control').click();
  await version.getByRole('button', { name: 'Execute' }).click();
  const response = version.locator('.live-responses-table');
  await response.waitFor();
  expect(await response.locator('.response-col_status').nth(1).innerText()).toContain('200');
  expect(await response.innerText()).toContain('io.modelcontextprotocol.registry/official');
  expect(await page.locator('.errors-wrapper').count()).toBe(0);
  expect(faults).toEqual([]);
});

it.each([320, 1280])('never scrolls sideways at %i, in Swagger UI neither', async (width) => {
  const { page } = await site.open(PAGE, { viewport: { width, height: 800 } });
  const scrollWidth = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await scrollWidth()).toBeLessThanOrEqual(width);
  await page.getByRole('button', { name: 'Try it in Swagger UI' }).click();
  await page.locator('.swagger-ui .opblock').first().waitFor();
  expect(await scrollWidth()).toBeLessThanOrEqual(width);
});

it('follows the theme', async () => {
  const { page } = await site.open(`${PAGE}#swagger`, { colorScheme: 'dark' });
  await page.locator('.swagger-ui .opblock').first().waitFor();
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains('dark-mode'));
  expect(await isDark()).toBe(true);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(isDark).toBe(false);
});

it('says so when Swagger UI does not load, and keeps the list', async () => {
  const { page } = await site.open(PAGE);
  await page.route('**/assets/swagger-ui-*.js', (route) => route.abort());
  await page.getByRole('button', { name: 'Try it in Swagger UI' }).click();
  await page.getByRole('button', { name: 'It did not load. Try again' }).waitFor();
  expect(await page.locator('#paths').isVisible()).toBe(true);
  await page.unroute('**/assets/swagger-ui-*.js');
  await page.getByRole('button', { name: 'It did not load. Try again' }).click();
  await page.locator('.swagger-ui .opblock').first().waitFor();
});
