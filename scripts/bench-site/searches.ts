import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { wordOf } from '../bench-registry/servers.ts';
import type { SearchRound } from './site-bench.ts';

/** What readers type: names, tools, tags, and mistakes at either end. */
export const WORDS = ['github', 'send email', 'postgrs', `get_${wordOf(1)}`, 'xatabase', 'web search', 'create isue'];

/** Types words into the front page at an address, in a browser that has nothing yet, and then again. */
export async function searchFor(browser: Browser, url: string, words: string): Promise<SearchRound> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(`${url}search/`)) sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    const sum = async () => (await Promise.all(sizes)).reduce((all, size) => all + size, 0);
    const first = await typed(page, words.slice(0, FIRST));
    const bytes = await sum();
    const next = await typed(page, words, FIRST + 1);
    const { found, times: warmMs } = await typed(page, words);
    const coldMs = [...first.times, ...next.times];
    return { words, found, bytes, allBytes: await sum(), files: sizes.length, coldMs, warmMs };
  } finally {
    await context.close();
  }
}

/** After so many letters there is a first result. */
const FIRST = 2;

/** How long each letter from this one on took, from its event to the painted list, in milliseconds. (No function in it has a name: tsx would call a helper that pages lack.) */
function typed(page: Page, words: string, start = FIRST): Promise<{ found: number; times: number[] }> {
  return page.evaluate(
    async ([all, begin]) => {
      const input = document.querySelector<HTMLInputElement>('#q');
      const heading = document.querySelector('#list');
      if (!input || !heading) throw new Error('no search on this page');
      const times: number[] = [];
      for (let letters = begin; letters <= all.length; letters += 1) {
        const text = all.slice(0, letters);
        const from = performance.now();
        input.value = text;
        input.dispatchEvent(new Event('input'));
        while (!heading.textContent?.endsWith(`“${text.trim()}”`)) {
          if (performance.now() - from > 10_000) throw new Error(`nothing came for ${text}`);
          await new Promise((next) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = next;
            port2.postMessage(null);
          });
        }
        document.body.getBoundingClientRect(); // lays the new list out
        times.push(performance.now() - from);
      }
      const found = Number.parseInt(heading.textContent?.replaceAll(',', '') ?? '', 10);
      input.value = '';
      input.dispatchEvent(new Event('input'));
      return { found, times };
    },
    [words, start] as const,
  );
}
