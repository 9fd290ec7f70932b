import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mailAndMore } from './testing-mail.ts';
import { type OpenPage, SiteInBrowser } from './testing-site.ts';

/**
 * What readers come for, each from the front page in three interactions at most. An interaction is one press, or one line typed.
 * Answers are read from what is seen.
 */
const MOST_INTERACTIONS = 3;
const WIDTHS = [390, 1280];

let site: SiteInBrowser;
beforeAll(async () => {
  site = await SiteInBrowser.start(mailAndMore());
});
afterEach(() => site.closePages());
afterAll(() => site[Symbol.asyncDispose]());

/** A reader at the front page, who counts. */
class Reader {
  readonly page: OpenPage['page'];
  readonly #faults: string[];
  #interactions = 0;

  constructor({ page, faults }: OpenPage) {
    this.page = page;
    this.#faults = faults;
  }

  async press(target: Locator): Promise<void> {
    this.#count();
    await target.click();
  }

  async type(words: string): Promise<void> {
    this.#count();
    await this.page.getByRole('searchbox').fill(words);
    await this.page.getByRole('heading', { name: `for “${words}”` }).waitFor();
  }

  /** What is seen of an element, its spaces made one. Waits for it. */
  async read(target: Locator): Promise<string> {
    await target.waitFor();
    return (await target.innerText()).replace(/\s+/g, ' ');
  }

  /** At the end: nothing went wrong on the way. */
  done(): void {
    expect(this.#interactions).toBeGreaterThan(0);
    expect(this.#faults).toEqual([]);
  }

  #count(): void {
    this.#interactions += 1;
    expect(this.#interactions, 'interactions').toBeLessThanOrEqual(MOST_INTERACTIONS);
  }
}

describe.each(WIDTHS)('a reader at the front page, %i px wide', (width) => {
  const begin = async (options = {}) =>
    new Reader(await site.open('', { viewport: { width, height: 800 }, ...options }));

  it('learns which server sends e-mail without a secret', async () => {
    const reader = await begin();
    const { page } = reader;
    await reader.type('send email');
    await page.getByRole('heading', { name: '3 servers for “send email”' }).waitFor();
    const filters = page.locator('#filters > summary');
    if (await filters.isVisible()) await reader.press(filters);
    await reader.press(page.getByRole('group', { name: 'Sign-in' }).locator('label', { hasText: /^none/ }));
    await page.getByRole('heading', { name: '1 server for “send email”' }).waitFor();
    expect(await reader.read(page.locator('.card:visible'))).toMatch(/^Open Post .* no sign-in/);
    reader.done();
  });

  it('learns whether a server is up', async () => {
    const reader = await begin();
    await reader.type('server ok');
    await reader.press(reader.page.locator('.card:visible a', { hasText: 'Server ok' }));
    expect(await reader.read(reader.page.locator('.state'))).toMatch(
      /^Working\. Last checked .+\. Up, 30 days 99\.86 % 1,434 of 1,436 checks/,
    );
    const answers = reader.page.getByRole('img', {
      name: /^40 answers: median 190 ms, 95th percentile 420 ms; 1 check/,
    });
    expect(await answers.count()).toBe(1);
    reader.done();
  });

  it('learns since when a server is down, why, and what we saw', async () => {
    const reader = await begin({ javaScriptEnabled: false });
    const { page } = reader;
    await reader.press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Health' }));
    const row = page.locator('.trouble li', { hasText: 'Server tls' });
    expect(await reader.read(row)).toContain(
      'Its certificate or TLS handshake fails. Since Fri 20 Nov 2026, 08:07 UTC',
    );
    await reader.press(row.locator('summary'));
    expect(await reader.read(row.locator('pre').first())).not.toBe('');
    await reader.press(row.getByRole('link', { name: 'Server tls' }));
    expect(await reader.read(page.locator('.say'))).toMatch(
      /^Down since Fri 20 Nov 2026, 08:07 UTC\. Its certificate or TLS/,
    );
    expect(await reader.read(page.locator('#incidents'))).toContain('The certificate ended');
    expect(await reader.read(page.locator('.ladder'))).toMatch(/TLS\s*: broken/);
    reader.done();
  });

  it.each([
    ['Claude Code', 'claude mcp add --transport http ok https://weather.example.com/mcp'],
    ['Cursor', '"url": "https://weather.example.com/mcp"'],
    ['VS Code', '"servers"'],
  ])('learns how to add a server to %s', async (client, shown) => {
    const reader = await begin();
    const install = reader.page.locator('#install');
    await reader.type('server ok');
    await reader.press(reader.page.locator('.card:visible a', { hasText: 'Server ok' }));
    await reader.press(install.getByText(client, { exact: true }).first());
    expect(await reader.read(install.locator('pre:visible').first())).toContain(shown);
    reader.done();
  });

  it('learns how to add a server to a client that is not among the first', async () => {
    const reader = await begin();
    const { page } = reader;
    await reader.press(page.locator('.card:visible a', { hasText: 'Server ok' }));
    await reader.press(page.getByRole('button', { name: /^\d+ more$/ }));
    await reader.press(page.getByRole('menuitem', { name: 'Zed', exact: true }));
    expect(await reader.read(page.locator('#install pre:visible', { hasText: 'context_servers' }))).toContain(
      'https://weather.example.com/mcp',
    );
    reader.done();
  });

  it('learns what changed this week, and which tools', async () => {
    const reader = await begin({ javaScriptEnabled: false });
    const { page } = reader;
    await reader.press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Changes' }));
    expect(await reader.read(page.locator('h1'))).toBe('This week: 3 changes of tools.');
    await reader.press(page.locator('main summary').first());
    expect(await reader.read(page.locator('.diff').first())).toMatch(/\+ wipe.*− old.*− older.*and 3 more/);
    reader.done();
  });
});

it('would find a journey that is too long', async () => {
  const reader = new Reader(await site.open(''));
  for (let times = 0; times < MOST_INTERACTIONS; times++) await reader.type('server');
  await expect(reader.type('server ok')).rejects.toThrow('interactions');
});
