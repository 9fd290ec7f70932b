import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npm run test:discover`: discovery against stand-ins of whole registries, too long for each `npm test`. */
export default defineConfig({
  test: {
    include: ['{catalog,proxy,scripts}/**/*.discover.test.ts'],
    exclude: ['**/node_modules/**'],
    ...shared,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
