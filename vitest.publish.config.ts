import { defineConfig } from 'vitest/config';

/** `npm run test:publish`: publishing from end to end, and many writers at once, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['{catalog,proxy,scripts}/**/*.publish.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    retry: 1, // told by the summary
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/test-summary.ts'],
  },
});
