import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npm run test:registry`: the registry API against the official document, as hosts use it, and under odd requests. */
export default defineConfig({
  test: {
    include: ['scripts/**/*.registry.test.ts'],
    exclude: ['**/node_modules/**'],
    ...shared,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
