import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a test run with one line that machines can read: `N passed, N failed, N skipped`.
 * A skipped test fails the run: what is not run today is forgotten tomorrow.
 */
export default class TestSummary implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = errors.length;
    for (const module of modules) {
      const before = counts.failed;
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      if (module.state() === 'failed' && counts.failed === before) broken += 1; // it did not even load
    }
    const { passed, failed, skipped, pending } = counts;
    if (skipped + pending > 0 || broken > 0) process.exitCode = 1;
    // After whatever the other reporters still have to say.
    process.once('exit', () =>
      process.stdout.write(`\n${passed} passed, ${failed + broken} failed, ${skipped + pending} skipped\n`),
    );
  }
}
