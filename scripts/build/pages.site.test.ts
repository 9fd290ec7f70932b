import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../site/testing.ts';
import { barriers, SiteInBrowser } from './testing-site.ts';

/** The pages beside the lists and the servers, in a browser, under a path that they were not told of. */
const PAGES = [
  ...[
    'changes/',
    'publisher/',
    'publisher/com.example/',
    'stats/',
    'a-to-z/',
    'guide/',
    'guide/static-hosting/',
    'guide/reference/',
  ],
  ...['compare/?a=com.example/ok&b=com.example/hostile', 'server/com.example/gone/', 'server/com.example/emial/'],
];
/** That an unknown address is answered with 404 is no fault. */
const isExpected = (message: string) => /404/.test(message);

let site: SiteInBrowser;
beforeAll(async () => {
  site = await SiteInBrowser.start(aSnapshot(), { isExpected });
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

describe.each(PAGES)('%s', (path) => {
  it('has no barrier that axe can see, in either theme', async () => {
    const { page, faults } = await site.open(path, { colorScheme: 'light', viewport: { width: 1280, height: 800 } });
    if (path.startsWith('compare')) await page.locator('table').waitFor();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
    });
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await barriers(page, { rules: ['color-contrast'] })).toEqual([]);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('the page that compares', () => {
  it('shows what differs first, adds by name, removes, and keeps the choice in its address', async () => {
    const { page, faults } = await site.open('compare/?a=com.example/ok');
    await page.getByLabel('Add a server by the beginning of its name').fill('mailb');
    await page.getByRole('button', { name: /Add Mailbox/ }).click();
    await page.locator('th[scope=col]', { hasText: 'Mailbox' }).waitFor();
    expect(new URL(page.url()).search).toBe('?a=com.example/ok&b=com.example/email');
    expect(await page.locator('.compare tbody').first().innerText()).toMatch(/They differ in.*Health.*Tools/s);
    expect(await page.locator('.compare tbody').nth(1).innerText()).toMatch(/alike in.*hosted/s);
    await page.getByRole('button', { name: 'Remove Server ok' }).click();
    await page.locator('th[scope=col]', { hasText: 'Server ok' }).waitFor({ state: 'detached' });
    await page.goBack();
    await page.locator('th[scope=col]', { hasText: 'Server ok' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('says so where a server is not listed, and takes no name that is none', async () => {
    const { page, faults } = await site.open('compare/?a=com.example/no&b=../../x&c=%3Cscript%3E&d=com.example/gone');
    await page.getByText('com.example/no is not listed').waitFor();
    expect(await page.locator('.note:visible').allInnerTexts()).toHaveLength(2);
    expect(faults).toEqual([]);
  });
});

describe('the page for unknown addresses', () => {
  it('names the nearest servers, at any depth', async () => {
    const { page } = await site.open('server/com.example/emial/deeper/still');
    await page.getByRole('heading', { name: 'Did you mean' }).waitFor();
    await page.locator('#nearest a').first().click();
    expect(await page.locator('h1').textContent()).toBe('Mailbox');
  });

  it('guesses nothing where nothing is near', async () => {
    const { page } = await site.open('server/com.example/many-qqqqqqqq/');
    await page.waitForLoadState('networkidle');
    expect(await page.locator('#nearest').isVisible()).toBe(false);
  });
});
