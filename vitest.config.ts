import { defineConfig } from 'vitest/config';

/** `npx vitest run`: every `*.test.ts` beside the file it tests. Two workers, since CI has two cores. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['{catalog,proxy,site,scripts}/**/*.test.{ts,tsx}'],
    exclude: [
      'catalog/servers/**',
      '**/node_modules/**',
      '**/*.protocol.test.ts',
      '**/*.status.test.ts',
      '**/*.registry.test.ts',
      '**/*.publish.test.ts',
    ],
    globalSetup: ['scripts/browser.ts'],
    pool: 'forks',
    // Test files share what they import: no test changes a module, and importing anew took a third of the time.
    isolate: false,
    maxWorkers: 2,
    retry: 1, // told by the summary
    testTimeout: 15_000,
    hookTimeout: 30_000,
    reporters: ['default', './scripts/test-summary.ts'],
  },
});
