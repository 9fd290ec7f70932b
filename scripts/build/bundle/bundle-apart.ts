import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT, UserError } from '../../command.ts';
import type { BundledFile } from './bundle.ts';
import type { BundleReport } from './main.ts';

/**
 * What `bundle` makes, by a process of its own: the bundler takes more memory than the rest of a build of a thousand servers, and
 * gives it back with its process alone. Throws a `UserError` with the bundler's words about code that it cannot read.
 */
export async function bundleApart(): Promise<BundledFile[]> {
  const child = fork(join(ROOT, 'scripts/build/bundle/main.ts'), {
    ...{ cwd: ROOT, execArgv: ['--import', 'tsx'], serialization: 'advanced' },
  });
  const ended = once(child, 'exit');
  const report = await Promise.race([
    once(child, 'message').then(([report]: BundleReport[]) => report),
    ended.then(([code, signal]) => ({ fault: `The bundler ended with ${signal ?? code}` })),
  ]);
  await ended;
  if (!report || 'fault' in report) throw new UserError(report?.fault ?? 'The bundler said nothing');
  return report.files;
}
