import { defineConfig } from 'vitest/config';

/** `npm run test:registry`: the registry API against the official document, as hosts use it, and under odd requests. */
export default defineConfig({
  test: {
    include: ['scripts/**/*.registry.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    retry: 1, // told by the summary
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/test-summary.ts'],
  },
});
