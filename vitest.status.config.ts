import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npm run test:status`: what the status branch costs over time, and many writers at once, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['scripts/**/*.status.test.ts'],
    exclude: ['**/node_modules/**'],
    ...shared,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
