import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../site/testing.ts';
import { launchBrowser } from '../browser.ts';
import { ROOT } from '../command.ts';
import { buildAssets } from './assets.ts';
import { renderSite } from './render-site.ts';
import { serveFolder } from './serve-folder.ts';
import { writeFolder } from './write-folder.ts';

/** The pages beside the lists and the servers, in a browser, under a path that they were not told of. */
const BASE = '/some/sub/path/';
const PAGES = [
  ...['changes/', 'publisher/', 'publisher/com.example/', 'stats/', 'a-to-z/', 'guide/', 'guide/static-hosting/'],
  ...['compare/?a=com.example/ok&b=com.example/hostile', 'server/com.example/gone/', 'server/com.example/emial/'],
];
/** Long pages of the same kinds: only their width is looked at. */
const LONG_PAGES = ['guide/entry/', 'guide/proxy/', 'guide/api/', 'guide/own-registry/'];

let browser: Browser;
let server: Awaited<ReturnType<typeof serveFolder>>;
let folder = '';
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/pages-test-'));
  const launching = launchBrowser();
  await writeFolder(folder, renderSite(aSnapshot(), await buildAssets(), BASE));
  server = await serveFolder(folder, BASE);
  browser = await launching;
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a page, and collects what went wrong on it; that an unknown address is answered with 404 is no fault. */
async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on(
    'console',
    (message) => message.type() === 'error' && !/404/.test(message.text()) && faults.push(message.text()),
  );
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(server.url + path, { waitUntil: 'load' });
  return { page, faults };
}

async function barriers(page: Page, rules: string[] = []): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'], preload: false });
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe)
    .exclude('.card:nth-child(n + 8)')
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** The widths at which a page scrolls sideways. */
async function tooWide(page: Page): Promise<number[]> {
  const found: number[] = [];
  for (const width of [320, 640, 960, 1600]) {
    await page.setViewportSize({ width, height: 800 });
    if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) found.push(width);
  }
  return found;
}

describe.each(PAGES)('%s', (path) => {
  it('has no barrier that axe can see, in either theme, and never scrolls sideways', async () => {
    const { page, faults } = await open(path, { colorScheme: 'light', viewport: { width: 1280, height: 800 } });
    if (path.startsWith('compare')) await page.locator('table').waitFor();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
    });
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await barriers(page, ['color-contrast'])).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

it.each(LONG_PAGES)('never scrolls sideways: %s', async (path) => {
  const { page } = await open(path);
  expect(await tooWide(page)).toEqual([]);
});

describe('a reader who begins at the front page', () => {
  it('learns since when a server is down and why, and what we saw', async () => {
    const { page } = await open('', { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Health', exact: true }).first().click();
    const row = page.locator('.trouble li', { hasText: 'Server tls' });
    expect(await row.textContent()).toContain(
      'Its certificate or TLS handshake fails. Since Fri 20 Nov 2026, 08:07 UTC',
    );
    await row.locator('summary').click();
    expect(await row.locator('pre').first().isVisible()).toBe(true);
  });

  it('learns what changed this week, and which tools', async () => {
    const { page } = await open('', { javaScriptEnabled: false });
    await page.getByRole('link', { name: /changes of this week|All changes/ }).click();
    expect(await page.locator('h1').textContent()).toBe('This week: 3 changes of tools.');
    await page.locator('summary').first().click();
    expect(await page.locator('.diff').first().innerText()).toMatch(/\+ wipe.*− old.*− older.*and 3 more/s);
  });
});

describe('the page that compares', () => {
  it('shows what differs first, adds by name, removes, and keeps the choice in its address', async () => {
    const { page, faults } = await open('compare/?a=com.example/ok');
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
    const { page, faults } = await open('compare/?a=com.example/no&b=../../x&c=%3Cscript%3E&d=com.example/gone');
    await page.getByText('com.example/no is not listed').waitFor();
    expect(await page.locator('.note:visible').allInnerTexts()).toHaveLength(2);
    expect(faults).toEqual([]);
  });
});

describe('the page for unknown addresses', () => {
  it('names the nearest servers, at any depth', async () => {
    const { page } = await open('server/com.example/emial/deeper/still');
    await page.getByRole('heading', { name: 'Did you mean' }).waitFor();
    await page.locator('#nearest a').first().click();
    expect(await page.locator('h1').textContent()).toBe('Mailbox');
  });

  it('guesses nothing where nothing is near', async () => {
    const { page } = await open('server/com.example/many-qqqqqqqq/');
    await page.waitForLoadState('networkidle');
    expect(await page.locator('#nearest').isVisible()).toBe(false);
  });
});
