import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npm run test:publish`: publishing from end to end, and many writers at once, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['{catalog,proxy,scripts}/**/*.publish.test.ts'],
    exclude: ['**/node_modules/**'],
    ...shared,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
