import type { InlineConfig } from 'vitest/node';

/** What all runs of tests share. */
export const shared: InlineConfig = {
  pool: 'forks',
  // Test files share what they import: no test changes a module, and importing anew took a third of the time.
  isolate: false,
  // CI has two cores.
  maxWorkers: 2,
  // Only a test that ran out of time is tried once more, and the summary names it: what was wrong once is wrong.
  retry: { count: 1, condition: /timed out in \d+ ?ms/ },
  reporters: ['default', './scripts/test-summary.ts'],
};
