import { defineConfig } from 'vitest/config';

/** `npm run test:protocol`: every feature of MCP through every pairing of client and upstream, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['{proxy,scripts}/**/*.protocol.test.ts'],
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
