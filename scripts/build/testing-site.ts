import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { launchBrowser } from '../browser.ts';
import { ROOT } from '../command.ts';
import { buildAssets } from './assets.ts';
import { renderSite } from './render-site.ts';
import { serveFolder } from './serve-folder.ts';
import { writeBuild } from './write-build.ts';

/** A page, and what went wrong on it: errors that it told of, and requests to other hosts. */
export interface OpenPage {
  page: Page;
  faults: string[];
}

interface Settings {
  /** The path that the site lies under, which its pages are not told of. */
  base?: string;
  /** How pages are opened unless told otherwise. */
  defaults?: BrowserContextOptions;
  /** The error that a page tells of is expected. */
  isExpected?: (message: string) => boolean;
}

/** A site as its readers meet it: built into a folder, served, and opened in a real browser. For tests. */
export class SiteInBrowser implements AsyncDisposable {
  /** The address of its front page. */
  readonly url: string;
  /** Where it lies. */
  readonly folder: string;
  readonly browser: Browser;
  readonly #server: Awaited<ReturnType<typeof serveFolder>>;
  readonly #settings: Settings;
  readonly #contexts: BrowserContext[] = [];

  private constructor(
    { folder, server, browser }: { folder: string; server: Awaited<ReturnType<typeof serveFolder>>; browser: Browser },
    settings: Settings,
  ) {
    this.url = server.url;
    this.folder = folder;
    this.browser = browser;
    this.#server = server;
    this.#settings = settings;
  }

  static async start(snapshot: Snapshot, settings: Settings = {}): Promise<SiteInBrowser> {
    const { base = '/some/sub/path/' } = settings;
    await mkdir(join(ROOT, '.cache'), { recursive: true });
    const folder = await mkdtemp(join(ROOT, '.cache/site-test-'));
    const launching = launchBrowser();
    await writeBuild(folder, renderSite(snapshot, await buildAssets(), base), { commit: snapshot.commit });
    const server = await serveFolder(folder, base);
    return new SiteInBrowser({ folder, server, browser: await launching }, settings);
  }

  /** Opens a page in a context of its own. */
  async open(path: string, options: BrowserContextOptions = {}, from = this.url): Promise<OpenPage> {
    const { defaults = { reducedMotion: 'reduce' }, isExpected = () => false } = this.#settings;
    const context = await this.browser.newContext({ ...defaults, ...options });
    this.#contexts.push(context);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(from).host) faults.push(request.url());
    });
    await page.goto(from + path, { waitUntil: 'load' });
    return { page, faults };
  }

  /** Closes what was opened: after each test. */
  async closePages(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * What axe finds, by all its rules or by these. `without` is what stands on a page many times and alike: looking at a few will do. The
 * legacy mode spares a second page, and we have no frames.
 */
export async function barriers(
  page: Page,
  { rules = [], without = '.card:nth-child(n + 8)' }: { rules?: string[]; without?: string } = {},
): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'], preload: false });
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).exclude(without).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
