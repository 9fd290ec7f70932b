import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npm run test:site`: the site in a real browser, too long for each `npm test`. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['{site,scripts}/**/*.site.test.{ts,tsx}'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['scripts/browser.ts'],
    ...shared,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
