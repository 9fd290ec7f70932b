import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npm run test:protocol`: every feature of MCP through every pairing of client and upstream, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['{proxy,scripts}/**/*.protocol.test.ts'],
    exclude: ['**/node_modules/**'],
    ...shared,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
