import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a test run with one line that machines can read: `N passed, N failed, N skipped`.
 * A skipped test fails the run: what is not run today is forgotten tomorrow. Tests that passed only when they were tried
 * again are named before it: they are to be mended, though a machine that was busy for a moment fails nobody's change.
 */
export default class TestSummary implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = errors.length;
    const again: string[] = [];
    for (const module of modules) {
      const before = counts.failed;
      for (const test of module.children.allTests()) {
        counts[test.result().state] += 1;
        if (test.diagnostic()?.flaky)
          again.push(`passed only when tried again: ${module.relativeModuleId} > ${test.fullName}`);
      }
      if (module.state() === 'failed' && counts.failed === before) broken += 1; // it did not even load
    }
    const { passed, failed, skipped, pending } = counts;
    if (skipped + pending > 0 || broken > 0) process.exitCode = 1;
    const sums = `${passed} passed, ${failed + broken} failed, ${skipped + pending} skipped`;
    // After whatever the other reporters still have to say.
    process.once('exit', () => process.stdout.write(`\n${[...again, sums].join('\n')}\n`));
  }
}
