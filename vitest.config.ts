import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** `npx vitest run`: every `*.test.ts` beside the file it tests. */
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
      '**/*.discover.test.ts',
      '**/*.site.test.{ts,tsx}',
    ],
    globalSetup: ['scripts/browser.ts'],
    ...shared,
    testTimeout: 15_000,
    hookTimeout: 30_000,
  },
});
