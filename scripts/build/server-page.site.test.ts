import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { aRegistry } from '../../catalog/testing.ts';
import { buildSite } from '../../site/build.ts';
import { CLIENTS } from '../../site/install/clients.ts';
import { aSnapshot } from '../../site/testing.ts';
import { buildAssets } from './assets.ts';
import { serveFolder } from './serve-folder.ts';
import { barriers, SiteInBrowser } from './testing-site.ts';
import { writeFolder } from './write-folder.ts';

/** A server's page as its readers meet it, under a path that the site was not told of. */
const BASE = '/some/path/';
const KEY = 'server/com.example/key/';

let site: SiteInBrowser;
beforeAll(async () => {
  site = await SiteInBrowser.start(withOneOverSse(aSnapshot()), { base: BASE });
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

/** `com.example/email` is reached over SSE, which not every client speaks. */
function withOneOverSse(snapshot: Snapshot): Snapshot {
  const remotes = [{ type: 'sse', url: 'https://mail.example.com/sse' }];
  const entries = snapshot.entries.map((entry) =>
    entry.name === 'com.example/email'
      ? { ...entry, versions: entry.versions.map((one) => ({ ...one, server: { ...one.server, remotes } })) }
      : entry,
  );
  return { ...snapshot, entries };
}

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

async function copied(page: Page): Promise<string> {
  await page.locator('#install').getByRole('button', { name: 'Copy' }).first().click();
  await page.locator('#install').getByText('Copied').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

async function pick(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: /^\d+ more$/ }).click();
  await page.getByRole('menuitem', { name: label, exact: true }).click();
  await page.getByRole('radio', { name: label, exact: true }).waitFor({ state: 'attached' });
}

describe('what a reader comes for', () => {
  it('the configuration of three clients, one of them from the menu, and a link that opens one', async () => {
    const { page, faults } = await site.open('server/com.example/ok/', CLIPBOARD);
    expect(await copied(page)).toBe('claude mcp add --transport http ok https://weather.example.com/mcp');
    await page.waitForTimeout(2100); // the button says "Copied" for two seconds
    await page.getByText('Cursor', { exact: true }).click();
    const link = (await page.getByRole('link', { name: 'Add to Cursor' }).getAttribute('href')) ?? '';
    const config = new URL(link).searchParams.get('config') ?? '';
    expect(JSON.parse(Buffer.from(config, 'base64').toString())).toEqual({ url: 'https://weather.example.com/mcp' });
    await pick(page, 'Zed');
    const zed: unknown = JSON.parse(await copied(page));
    expect(zed).toEqual({ context_servers: { ok: { url: 'https://weather.example.com/mcp' } } });
    await page.reload();
    await page.getByRole('radio', { name: 'Zed', exact: true }).waitFor({ state: 'attached' });
    expect(await page.getByRole('radio', { name: 'Zed', exact: true }).isChecked()).toBe(true);
    expect(faults).toEqual([]);
  });
});

describe('in a catalog of thousands', () => {
  /** The same servers twice, as in a catalog of thousands and as in a small one; a proxy is one more way to each. */
  let large: Awaited<ReturnType<typeof serveFolder>>;
  let small: typeof large;
  const places = () => [`${site.folder}-large`, `${site.folder}-small`] as const;
  beforeAll(async () => {
    const { names, files } = await buildAssets();
    const snapshot = { ...aSnapshot(), registry: { ...aRegistry, proxyUrl: 'https://proxy.example.com/' } };
    const [lean, full] = places();
    await writeFolder(lean, [
      { files: [...files, ...buildSite(snapshot, { assets: names, base: BASE, leanFrom: 1 })] },
    ]);
    await writeFolder(full, [{ files: [...files, ...buildSite(snapshot, { assets: names, base: BASE })] }]);
    [large, small] = [await serveFolder(lean, BASE), await serveFolder(full, BASE)];
  });
  afterAll(async () => {
    for (const server of [large, small]) await server?.close();
    for (const place of places()) await rm(place, { recursive: true, force: true });
  });

  it('what is inside a tool comes when it is opened, and stands in Markdown without script', async () => {
    const { page } = await site.open('server/com.example/ok/', {}, large.url);
    expect(await page.locator('.schema').count()).toBe(0);
    await page.getByText('forecast', { exact: true }).first().click();
    expect(await page.getByRole('table', { name: 'Arguments of forecast' }).innerText()).toContain('city required');
    const { page: still } = await site.open('server/com.example/ok/', { javaScriptEnabled: false }, large.url);
    const link = await still.getByRole('link', { name: 'What each of them takes' }).getAttribute('href');
    expect(await (await fetch(new URL(link ?? '', still.url()))).text()).toContain('`city`, required: string');
  });

  it('the blocks of all ways but the first come when one is chosen, and are the same as in a small one', async () => {
    const blocksOf = async (root: string) => {
      const { page, faults } = await site.open(KEY, {}, root);
      const ways = page.locator('#install input[name="way"]');
      expect(await ways.count()).toBeGreaterThan(1);
      await page.locator('#install label[for="way-1"]').click();
      await page.locator('#install pre:visible').first().waitFor();
      const first = await page.locator('#install').innerText();
      await page.getByText('Cursor', { exact: true }).locator('visible=true').click();
      const chosen = await page.locator('#install').innerText();
      await page
        .getByRole('button', { name: /^\d+ more$/ })
        .locator('visible=true')
        .click();
      await page.getByRole('menuitem', { name: 'Zed', exact: true }).click();
      await page.locator('#install pre:visible', { hasText: 'context_servers' }).waitFor();
      expect(faults).toEqual([]);
      return [first, chosen, await page.locator('#install').innerText()];
    };
    expect(await blocksOf(large.url)).toEqual(await blocksOf(small.url));
  });

  it.each(['ok', 'key', 'hostile', 'email'])(
    'all ways of %s come to what a small one holds, refused ones too',
    async (name) => {
      const open = async (root: string) => {
        const { page, faults } = await site.open(`server/com.example/${name}/`, {}, root);
        await page.locator('#install label[for="way-1"]').click();
        return { faults, text: () => page.locator('#install').textContent() };
      };
      const [some, all] = [await open(large.url), await open(small.url)];
      await expect.poll(async () => (await some.text()) === (await all.text())).toBe(true);
      expect(await some.text()).not.toContain('How each client is told of it');
      expect([...some.faults, ...all.faults]).toEqual([]);
    },
  );

  it('a way that is chosen has the client of last time', async () => {
    const { page } = await site.open(KEY, {}, large.url);
    await page.getByText('VS Code', { exact: true }).locator('visible=true').click();
    await page.locator('#install label[for="way-1"]').click();
    await page.locator('#install pre:visible').first().waitFor();
    expect(await page.locator('#way-1-vscode').isChecked()).toBe(true);
  });

  it('without script a way names the page that tells of all clients', async () => {
    const { page } = await site.open(KEY, { javaScriptEnabled: false }, large.url);
    await page.locator('#install label[for="way-1"]').click();
    await page.getByRole('link', { name: 'How each client is told of it' }).click();
    expect(await page.locator('#zed').innerText()).toContain('"context_servers"');
  });

  it.each([KEY, 'page/2/', 'category/data/', 'publisher/com.example/'])(
    '%s has no barrier that axe can see, and fits a phone',
    async (path) => {
      const { page } = await site.open(path, { viewport: { width: 320, height: 800 } }, large.url);
      expect(await barriers(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    },
  );
});

describe('the menu of clients', () => {
  it('holds all that are not tabs, works by keyboard, and tells why one cannot', async () => {
    const { page, faults } = await site.open('server/com.example/email/');
    const button = page.getByRole('button', { name: /^\d+ more$/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    expect(await page.getByRole('menuitem').count()).toBe(CLIENTS.length - 5);
    await page.keyboard.press('End');
    expect(await page.locator(':focus').innerText()).toBe('Junie');
    await page.keyboard.press('r');
    await page.keyboard.press('r');
    expect(await page.locator(':focus').innerText()).toContain('Raycast does not speak SSE, the only transport here.');
    await page.keyboard.press('Enter'); // it cannot be chosen, so the menu stays
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('o');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'OpenCode' }).waitFor({ state: 'attached' });
    expect(await page.locator('#install pre:visible').innerText()).toContain('"type": "remote"');
    expect(faults).toEqual([]);
  });

  it('is a link to a page that tells of all, without script', async () => {
    const { page } = await site.open('server/com.example/ok/', { javaScriptEnabled: false });
    await page.getByRole('link', { name: /^\d+ more$/ }).click();
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toHaveLength(CLIENTS.length + 4); // and the footer's
    expect(await page.locator('#zed').innerText()).toContain('"context_servers"');
  });

  it('leads to that page when the rest does not load', async () => {
    const { page } = await site.open('server/com.example/ok/');
    await page.route('**/index.json', (route) => route.abort());
    await page.getByRole('button', { name: /^\d+ more$/ }).click();
    await page.waitForURL('**/guide/clients/');
  });
});

describe('what the reader fills in', () => {
  it('goes into the blocks, masked where it is a secret, and into no link, no store and no address', async () => {
    const { page, faults } = await site.open(KEY, CLIPBOARD);
    const before = page.url();
    const code = page.locator('#install pre:visible').first();
    expect(await page.locator('#install mark:visible').first().innerText()).toBe('$MAIL_TOKEN');
    await page.getByLabel('MAIL_TOKEN').fill(`s3cr'et $x`);
    await page.getByLabel('MAIL_HOST').fill('mail.example.com');
    await page.locator('#install pre:visible', { hasText: '••••' }).first().waitFor();
    expect(await code.innerText()).toContain('MAIL_HOST=mail.example.com');
    expect(await page.locator('#install').innerText()).not.toContain('s3cr');
    expect(await page.locator('#install mark:visible').count()).toBe(0);
    expect(await copied(page)).toContain(String.raw`'MAIL_TOKEN=s3cr'\''et $x'`);
    await page.getByLabel('Show secrets').check();
    await page.locator('#install pre:visible', { hasText: 's3cr' }).first().waitFor();
    await page.getByText('Cursor', { exact: true }).click();
    const link = (await page.getByRole('link', { name: 'Add to Cursor' }).getAttribute('href')) ?? '';
    const config = Buffer.from(new URL(link).searchParams.get('config') ?? '', 'base64').toString();
    expect(config).toContain('mail.example.com');
    expect(config).not.toContain('s3cr');
    expect(page.url()).toBe(before);
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
    ).not.toContain('s3cr');
    await page.reload();
    expect(await page.getByLabel('MAIL_TOKEN').inputValue()).toBe('');
    expect(faults).toEqual([]);
  });
});

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
  });

it.each([
  ['a server', 'server/com.example/ok/', 390],
  ['a server', 'server/com.example/ok/', 1280],
  ['a server that asks for a key', KEY, 390],
  ['all clients', 'guide/clients/', 1280],
])('the page of %s (%s), %i wide, has no barrier that axe can see, in either theme', async (_words, path, width) => {
  const { page, faults } = await site.open(path, { colorScheme: 'light', viewport: { width, height: 900 } });
  const menu = page.getByRole('button', { name: /^\d+ more$/ });
  if ((await menu.count()) > 0) {
    await menu.click();
    await page.getByRole('menu').waitFor();
  }
  await openAll(page);
  const without = '.doc > section:nth-of-type(n + 8)'; // all clients are told of alike
  expect(await barriers(page, { without })).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' }); // the theme changes colours and nothing else
  expect(await barriers(page, { without, rules: ['color-contrast'] })).toEqual([]);
  expect(faults).toEqual([]);
});

it('shows the words of a hostile publisher as text, in the page and in what the browser makes of it', async () => {
  const { page, faults } = await site.open('server/com.example/hostile/');
  await pick(page, 'LM Studio');
  expect(await page.locator('h1').innerText()).toContain('<script>alert(1)</script>');
  expect(await page.locator('img:not(.badge img), main script, iframe').count()).toBe(0);
  expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
  expect(faults).toEqual([]);
});

it('shows the badge as wide as its picture is', async () => {
  const { page } = await site.open('server/com.example/ok/');
  const badge = page.getByRole('link', { name: 'MCP health: healthy' }).locator('img');
  await badge.scrollIntoViewIfNeeded();
  const natural = () => badge.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
  await expect.poll(natural).toBeGreaterThan(50);
  expect(Number(await badge.getAttribute('width')) - (await natural())).toBeLessThanOrEqual(1);
});
