import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../catalog/json/json.ts';
import { aRegistry } from '../../catalog/testing.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { type RunningProxy, startProxy } from '../../proxy/server.ts';
import { legacyServer, proxyTo, sendJson, type TestServer } from '../../proxy/testing.ts';
import { aSnapshot, HOSTILE } from '../../site/testing.ts';
import { launchBrowser } from '../browser.ts';
import { ROOT } from '../command.ts';
import { buildAssets } from './assets.ts';
import { renderSite } from './render-site.ts';
import { serveFolder } from './serve-folder.ts';
import { barriers } from './testing-site.ts';
import { writeBuild } from './write-build.ts';

/** The playground in a browser, on one port, and a real proxy in front of real servers on another. */
const ADMITTED = 'https://pages.example';
const PAGE = 'playground/?server=com.example%2F';
const PAGE_OF_ANOTHER = '<!doctype html><h1>Bad gateway</h1>';
const TOKEN = 'secret-token-of-mine';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="parent.hit=1"><script>parent.hit=1</script><rect width="40" height="30"/></svg>`;
const HOSTILE_CONTENT = [
  { type: 'text', text: HOSTILE },
  { type: 'image', mimeType: 'image/svg+xml', data: Buffer.from(SVG).toString('base64') },
  { type: 'image', mimeType: 'text/html', data: Buffer.from(HOSTILE).toString('base64') },
  { type: 'audio', mimeType: 'audio/wav', data: 'no base64 at all' },
  { type: 'resource_link', uri: 'javascript:alert(1)', name: HOSTILE },
  { type: 'resource', resource: { uri: HOSTILE, mimeType: 'text/html', text: `${HOSTILE}<h1>` } },
  {
    type: 'resource',
    resource: { uri: HOSTILE, mimeType: 'text/html', blob: Buffer.from(HOSTILE).toString('base64') },
  },
  { type: HOSTILE },
];
const HOSTILE_TOOLS = [
  {
    name: 'hostile',
    description: `${HOSTILE} ${'long '.repeat(2000)}`,
    inputSchema: {
      type: 'object',
      properties: {
        [HOSTILE]: { type: 'string', description: HOSTILE, enum: [HOSTILE, 'W'.repeat(3000)] },
        again: { $ref: '#' },
      },
    },
  },
  {
    name: 'judged-there',
    description: 'Its pattern is left to the proxy',
    inputSchema: { type: 'object', properties: { code: { type: 'string', pattern: '^(a+)+b$' } }, required: ['code'] },
  },
  { name: 'fail', description: 'Fails as a tool fails', inputSchema: { type: 'object' } },
];

let browser: Browser;
let proxy: RunningProxy;
let hostile: TestServer;
let site: Awaited<ReturnType<typeof serveFolder>>;
let folder = '';
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/playground-test-'));
  const launching = launchBrowser();
  hostile = await legacyServer({
    tools: HOSTILE_TOOLS,
    intercept: (_request, response, body) => {
      if (!isObject(body) || body.method !== 'tools/call' || !isObject(body.params)) return false;
      const isError = body.params.name === 'fail';
      const content = isError ? [{ type: 'text', text: 'It broke' }] : HOSTILE_CONTENT;
      sendJson(response, 200, { jsonrpc: '2.0', id: body.id, result: { content, isError } });
      return true;
    },
  });
  const everything = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js');
  proxy = await proxyTo(
    {
      everything: [{ transport: 'stdio', command: process.execPath, args: [everything, 'stdio'] }],
      hostile: [{ url: hostile.url }],
    },
    { allowedOrigins: [ADMITTED], locks: { policy: 'off' } },
  );
  const snapshot = aSnapshot();
  const assets = await buildAssets();
  const named = { ...snapshot, registry: { ...aRegistry, proxyUrl: `${proxy.url}/` } };
  await writeBuild(join(folder, 'named'), renderSite(named, assets, '/'), { commit: null });
  await writeBuild(join(folder, 'unnamed'), renderSite(snapshot, assets, '/'), { commit: null });
  site = await serveFolder(join(folder, 'named'), '/');
  browser = await launching;
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await proxy?.close();
  await hostile?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a page, and collects what went wrong on it, which hosts it asked, and its calls. */
async function open(path: string, { base = site.url } = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', colorScheme: 'light' });
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  const calls: Request[] = [];
  const ours = [base, proxy.url].map((url) => new URL(url).host);
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (request.method() === 'POST') calls.push(request);
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'blob:' && !ours.includes(host)) faults.push(request.url());
  });
  await page.goto(base + path, { waitUntil: 'load' });
  return { context, page, faults, calls };
}

const press = (page: Page) => page.getByRole('button', { name: 'Call the tool' }).click();
const heading = (page: Page, words: string) => page.locator('#result-title', { hasText: words }).waitFor();

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
}

describe('a call', () => {
  it('is made by keys alone, and says what came of it', async () => {
    const { page, faults } = await open(`${PAGE}everything&tool=get-sum`);
    await page.getByLabel('a number required').focus();
    await page.keyboard.type('2');
    await page.keyboard.press('Tab');
    await page.keyboard.type('40.5');
    await page.keyboard.press('Enter');
    await heading(page, 'answered');
    expect(await page.locator('.part').textContent()).toContain('42.5');
    expect(await page.locator('.result > header').textContent()).toMatch(/ms.*instance i0/);
    expect(await page.locator('.timing').textContent()).toMatch(/way to the proxy .*proxy .*tool /);
    expect(await page.locator('[role=status]').textContent()).toMatch(/^answered, /);
    await page.locator('#result-0').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.result pre:visible').textContent()).toContain('"content"');
    expect(await page.locator('.past li').count()).toBe(1);
    expect(new URL(page.url()).search).toBe('?server=com.example%2Feverything&tool=get-sum');
    expect(faults).toEqual([]);
  });

  it('shows a picture, structured content, and links', async () => {
    const { page, faults } = await open(`${PAGE}everything&tool=get-tiny-image`);
    await press(page);
    const image = page.locator('.part img');
    await expect
      .poll(() => image.evaluate((element) => 'naturalWidth' in element && element.naturalWidth))
      .toBeGreaterThan(0);
    await page.getByLabel('tool', { exact: true }).selectOption('get-structured-content');
    await page.getByLabel('Chicago').check();
    await press(page);
    await page.getByText('Structured', { exact: true }).click();
    await page.locator('pre:visible', { hasText: '"temperature"' }).waitFor();
    await page.getByLabel('tool', { exact: true }).selectOption('get-resource-links');
    await press(page);
    await page.locator('.part', { hasText: 'resource link' }).first().waitFor();
    expect(await page.locator('.past li').count()).toBe(3);
    expect(faults).toEqual([]);
  });

  it('can be cancelled, with a clock after a second', async () => {
    const { page, faults } = await open(`${PAGE}everything&tool=trigger-long-running-operation`);
    await press(page);
    await page.locator('.result header b', { hasText: '1\u00a0s' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await heading(page, 'cancelled');
    expect(faults).toEqual([]);
  });

  it('is written as code that makes it again', async () => {
    const { page } = await open(`${PAGE}everything&tool=echo`);
    await page.getByLabel('message').fill(`it's "$HOME" \\ \`id\` é🙂`);
    await press(page);
    await heading(page, 'answered');
    const result = await page.evaluate(() => document.querySelector('.part .said')?.textContent ?? '');
    await page.getByText('As code').click();
    const [curl = '', typescript = '', python = ''] = await page.locator('.result pre code').allTextContents();
    const byCurl = await promisify(execFile)('sh', ['-c', curl]);
    expect(JSON.parse(byCurl.stdout)).toMatchObject({ content: [{ type: 'text', text: result }] });
    const module = join(folder, 'try.mts');
    await writeFile(module, typescript);
    const bySdk = await promisify(execFile)(process.execPath, ['--import', 'tsx', module]);
    expect(JSON.parse(bySdk.stdout)).toMatchObject({ content: [{ type: 'text', text: result }] });
    expect(python).toContain('session.call_tool("echo", {"message": "it\'s \\"$HOME\\"');
  });
});

describe('what is wrong', () => {
  it('stands beside its field, where the first fault gets the focus', async () => {
    const { page, faults, calls } = await open(`${PAGE}everything&tool=get-resource-links`);
    const count = page.getByLabel('count');
    await count.fill('40');
    expect(await count.getAttribute('aria-invalid')).toBeNull();
    await press(page);
    const id = await count.getAttribute('id');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(id);
    const [fault = ''] = (await count.getAttribute('aria-describedby'))?.split(' ') ?? [];
    expect(await page.locator(`[id="${fault}"]`).textContent()).toBe('Enter a number from 1 to 10.');
    expect(calls).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await count.fill('2');
    await expect.poll(() => count.getAttribute('aria-invalid')).toBeNull();
    await page.keyboard.press('Control+Enter');
    await heading(page, 'answered');
    expect(faults).toEqual([]);
  });

  it("is shown at its field when it is the proxy's word, too", async () => {
    const { page } = await open(`${PAGE}hostile&tool=judged-there`);
    await page.getByLabel('code').fill('xyz');
    await press(page);
    await heading(page, 'the proxy refused');
    expect(await page.locator('.result').textContent()).toMatch(/The tool did not run.*invalid_arguments/);
    expect(await page.locator('.form .err').textContent()).toContain('must match pattern');
    expect(await page.locator('#arg_0').getAttribute('aria-invalid')).toBe('true');
  });

  it('is told apart: a tool that failed is no refusal', async () => {
    const { page, faults } = await open(`${PAGE}hostile&tool=fail`);
    await press(page);
    await heading(page, 'the tool failed');
    expect(await page.locator('.result').textContent()).toContain('It broke');
    expect(faults).toEqual([]);
  });

  it('is said of a server that the proxy does not serve', async () => {
    const { page } = await open(`${PAGE}nowhere`);
    await page.getByText('does not serve com.example/nowhere').waitFor();
  });
});

describe('a token', () => {
  it('is sent, and is kept in memory alone', async () => {
    const { page, context, calls } = await open(`${PAGE}everything&tool=get-tiny-image`);
    await page.getByLabel('your token').fill(TOKEN);
    await press(page);
    await heading(page, 'answered');
    expect(calls[0]?.headers().authorization).toBe(`Bearer ${TOKEN}`);
    await page.getByText('As code').click();
    const kept = await page.evaluate(async () => [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      JSON.stringify(await indexedDB.databases()),
      JSON.stringify(await caches.keys().catch(() => [])),
      document.cookie,
      location.href,
      JSON.stringify(history.state),
      document.documentElement.outerHTML,
    ]);
    expect(kept.join('\n')).not.toContain(TOKEN);
    expect(JSON.stringify(await context.storageState())).not.toContain(TOKEN);
    expect(calls[0]?.url()).not.toContain(TOKEN);
    await page.reload();
    expect(await page.getByLabel('your token').inputValue()).toBe('');
  });
});

describe('strangers', () => {
  it('are shown as text: what a hostile tool says and returns', async () => {
    const { page, faults } = await open(`${PAGE}hostile&tool=hostile`);
    await page.getByRole('button', { name: 'Call the tool' }).waitFor();
    expect(await page.locator('.panel').textContent()).toContain('<script>alert(1)</script>');
    await page.getByLabel('send it').check();
    await press(page);
    await heading(page, 'answered');
    await expect
      .poll(() => page.locator('.part img').evaluate((element) => 'naturalWidth' in element && element.naturalWidth))
      .toBe(40);
    expect(await page.locator('.part img').count()).toBe(1);
    expect(await page.locator('.result').textContent()).toContain('[U+202E]');
    expect(await page.locator('.result a[href^="javascript"], .result h1, .result iframe').count()).toBe(0);
    expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false);
    expect(await page.locator('.result a[download]').getAttribute('href')).toMatch(/^blob:/);
    await expectNoSidewaysScroll(page);
    expect(faults).toEqual([]);
  });

  it.each([
    [ADMITTED, 'answered'],
    ['https://elsewhere.example', 'refused'],
  ])('call from %s: %s', async (origin, outcome) => {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    // The page is of the wide web, and its proxy on this machine: Chromium has its user allow that.
    await context.grantPermissions(['local-network-access'], { origin });
    // The built files, as if a host of this name served them.
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = join(folder, 'named', pathname.endsWith('/') ? `${pathname}index.html` : pathname);
      await route.fulfill({ path: file });
    });
    await page.goto(`${origin}/${PAGE}everything&tool=get-tiny-image`);
    if (outcome === 'answered') {
      await press(page);
      await heading(page, 'answered');
    } else {
      await page.getByText(`"allowedOrigins" in its proxy.config.json has "${origin}"`).waitFor();
      expect(await page.getByRole('button', { name: 'Call the tool' }).count()).toBe(0);
      expect(said.join()).toContain('blocked by CORS policy');
    }
  });
});

describe('without a proxy', () => {
  it.each([
    [502, 'text/html', 'a page (HTTP 502)'],
    [200, 'text/html; charset=utf-8', 'a page (HTTP 200)'],
    [200, 'application/json', 'something else (HTTP 200)'],
    [200, 'application/json', 'something else (HTTP 200)', '{"services":{"<":1}}'],
  ])(
    'what else answers there, by %i with %s, is named and not shown',
    async (status, contentType, words, body = PAGE_OF_ANOTHER) => {
      const { page } = await open(`${PAGE}everything`);
      const headers = { 'access-control-allow-origin': '*' };
      await page.route(`${proxy.url}/api/services`, (route) => route.fulfill({ status, contentType, headers, body }));
      await page.reload();
      const note = page.getByRole('alert');
      await note.getByText(`${new URL(proxy.url).host} answered with ${words}, as no proxy of ours does.`).waitFor();
      expect(await note.textContent()).not.toContain('<');
      await page.unroute(`${proxy.url}/api/services`);
      await note.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('button', { name: 'Call the tool' }).waitFor();
    },
  );

  it('the page says how to have one', async () => {
    const other = await serveFolder(join(folder, 'unnamed'), '/');
    try {
      const { page, faults } = await open('playground/', { base: other.url });
      await page.waitForLoadState('networkidle');
      expect(await page.locator('main').textContent()).toMatch(/npm start.*proxyUrl.*allowedOrigins/s);
      expect(await barriers(page)).toEqual([]);
      await expectNoSidewaysScroll(page);
      expect(faults).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('named anywhere, the one that serves the page is called', async () => {
    const config = ProxyConfig.parse({ snapshot: 'snapshot', services: [] });
    const lone = await startProxy({
      config,
      folder: join(folder, 'unnamed'),
      site: join(folder, 'unnamed'),
      port: 0,
      log: createLog('silent'),
    });
    try {
      const { page, faults } = await open('/playground/', { base: lone.url });
      await page.getByLabel('server').waitFor();
      expect(await page.locator('label[for=token]').textContent()).toContain(new URL(lone.url).host);
      expect(faults).toEqual([]);
    } finally {
      await lone.close();
    }
  });
});

it('has no barrier that axe can see, in either theme', async () => {
  const { page } = await open(`${PAGE}hostile&tool=hostile`);
  await press(page);
  await heading(page, 'answered');
  await page.getByLabel('send it').check();
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' }); // the theme changes colours and nothing else
  expect(await barriers(page, { rules: ['color-contrast'] })).toEqual([]);
  await page.getByText('As code').click();
  expect(await barriers(page, { rules: ['color-contrast', 'scrollable-region-focusable'] })).toEqual([]);
});

it('is reached from each tool of a server', async () => {
  const { page } = await open('server/com.example/ok/');
  await page.locator('.tool summary').first().click();
  expect(await page.getByRole('link', { name: 'Try it in the playground' }).first().getAttribute('href')).toBe(
    '../../../playground/?server=com.example%2Fok&tool=forecast',
  );
  expect(await readFile(join(folder, 'named/index.html'), 'utf8')).not.toContain('assets/playground-');
});
