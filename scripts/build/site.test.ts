import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../site/testing.ts';
import { barriers, SiteInBrowser } from './testing-site.ts';

/** The site as readers meet it: in a browser, under a path that it was not told of. */
const PAGES = { home: '', server: 'server/com.example/ok/', health: 'status/' };

let site: SiteInBrowser;
beforeAll(async () => {
  site = await SiteInBrowser.start(aSnapshot());
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

async function openDetails(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
  });
}

const cardTitles = (page: Page) => page.locator('.card:visible h3 bdi').allTextContents();

describe('without script', () => {
  it('lists the servers, pages on, and leads to a category', async () => {
    const { page, faults } = await site.open('', { javaScriptEnabled: false });
    expect(await cardTitles(page)).toHaveLength(50);
    expect(await page.locator('#q').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Next page' }).click();
    expect((await cardTitles(page)).length).toBeGreaterThan(10);
    await page.locator('a.facet', { hasText: 'web' }).click();
    expect(await page.locator('h1').textContent()).toBe('web');
    expect(faults).toEqual([]);
  });

  it('changes the install tab', async () => {
    const { page } = await site.open('server/com.example/ok/', { javaScriptEnabled: false });
    await page.getByText('VS Code', { exact: true }).click();
    expect(await page.locator('#install pre:visible').first().textContent()).toContain('"servers"');
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
  });
});

describe('with script', () => {
  it('finds a server while it is being typed, and says how many', async () => {
    const { page, faults } = await site.open('');
    await page.keyboard.press('/');
    await page.keyboard.type('electronic lett');
    await page.getByText('1 server for “electronic lett”').waitFor();
    expect(await cardTitles(page)).toEqual(['Mailbox']);
    expect(new URL(page.url()).search).toBe('?q=electronic+lett');
    await page.locator('.card a:visible').click();
    expect(await page.locator('h1').textContent()).toBe('Mailbox');
    await page.goBack();
    await page.getByText('1 server for “electronic lett”').waitFor();
    expect(faults).toEqual([]);
  });

  it('filters, counts, and goes back', async () => {
    const { page, faults } = await site.open('');
    await page.getByLabel('unhealthy').check();
    await page.getByRole('heading', { name: '2 servers' }).waitFor();
    expect(await cardTitles(page)).toEqual(['Server not-mcp', 'Server tls']);
    expect(await page.locator('label.facet', { hasText: 'degraded' }).textContent()).toBe('degraded1');
    await page.goBack();
    await page.getByRole('heading', { name: '70 servers' }).waitFor();
    expect(await page.getByLabel('unhealthy').isChecked()).toBe(false);
    expect(faults).toEqual([]);
  });

  it('says when nothing matches, and clears', async () => {
    const { page } = await site.open('?q=qqqqzzzz&health=healthy');
    await page.getByText('No server matches “qqqqzzzz”').waitFor();
    await page.getByRole('button', { name: 'Clear the search and 1 filter' }).click();
    await page.getByRole('heading', { name: '70 servers' }).waitFor();
  });

  it('keeps working when the search does not load', async () => {
    const { page } = await site.open('');
    await page.route('**/search/index.json', (route) => route.abort());
    await page.locator('#q').fill('mail');
    await page.getByText('The search index did not load').waitFor();
    await page.unroute('**/search/index.json');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'for “mail”' }).waitFor();
  });

  it('remembers the theme, and shows it before anything is drawn', async () => {
    const { page } = await site.open('', { colorScheme: 'light' });
    const button = page.getByRole('button', { name: /^Theme/ });
    await button.click();
    await button.click();
    expect(await button.getAttribute('aria-label')).toBe('Theme: dark');
    await page.goto(`${site.url}status/`);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(16, 19, 26)');
  });

  it('copies, says so, and remembers the client', async () => {
    const { page } = await site.open('server/com.example/ok/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText('Codex', { exact: true }).click();
    await page.locator('#install').getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('codex mcp add ok --url');
    await page.reload();
    expect(await page.getByRole('radio', { name: 'Codex' }).isChecked()).toBe(true);
  });
});

describe.each(Object.entries(PAGES))('the %s page', (_name, path) => {
  it('has no barrier that axe can see, in either theme', async () => {
    const { page, faults } = await site.open(path, { colorScheme: 'light' });
    await openDetails(page);
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' }); // the theme changes colours and nothing else
    expect(await barriers(page, { rules: ['color-contrast'] })).toEqual([]);
    expect(faults).toEqual([]);
  });
});

it("shows a hostile entry's words as text", async () => {
  const { page, faults } = await site.open('server/com.example/hostile/');
  await openDetails(page);
  expect(await page.locator('h1').textContent()).toContain('<script>alert(1)</script>');
  expect(await page.locator('h1').textContent()).toContain('[U+202E]');
  await page.goto(`${site.url}?q=gpj`);
  await page.getByRole('heading', { name: '1 server for “gpj”' }).waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(faults).toEqual([]);
});

it('answers an unknown address of any depth with a page that works', async () => {
  const { page } = await site.open('server/no/such/server/at/all');
  expect(await page.locator('h1').textContent()).toBe('Nothing is registered at this address.');
  await page.getByRole('link', { name: 'from A to Z' }).click();
  expect(await page.locator('h1').textContent()).toBe('70 servers, A to Z');
});
