import { defineConfig } from 'vitest/config';

/** `npm run test:status`: what the status branch costs over time, and many writers at once, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['scripts/**/*.status.test.ts'],
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
