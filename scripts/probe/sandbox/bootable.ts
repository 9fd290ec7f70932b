import type { Input, Package } from '../../../catalog/server-json.ts';
import { type NotRunnable, packageCommand } from '../../../proxy/services/package-command.ts';
import type { StdioCommand } from '../../../proxy/upstream/stdio.ts';

/** A command, and the `node_modules` that it is run from. */
export type BootCommand = StdioCommand & { installed: string };
/** Why not; `isInstallable` when installing it would help. */
export type NotBootable = NotRunnable & { isInstallable?: boolean };

/**
 * The command that starts a package that is installed in one of these `node_modules`, with placeholders for what it
 * requires. Secrets have none: a server may well list its tools without them.
 */
export function bootCommand(pkg: Package, installed: string[]): BootCommand | NotBootable {
  if (pkg.registryType !== 'npm')
    return { reason: 'not-runnable', message: `a package of type ${pkg.registryType} is not started in a sandbox` };
  const filled: Package = {
    ...pkg,
    environmentVariables: (pkg.environmentVariables ?? []).map(withPlaceholder),
    packageArguments: (pkg.packageArguments ?? []).map(withPlaceholder),
  };
  for (const folder of installed) {
    const made = packageCommand(filled, { args: [], env: {}, cwd: '/' }, { installed: folder });
    if ('reason' in made) return made;
    // Any other command would be a runner's, which downloads.
    if (made.command === process.execPath) return { ...made, installed: folder };
  }
  return {
    reason: 'not-runnable',
    message: 'it is not installed here in this version: see --install',
    isInstallable: true,
  };
}

/** The names of what it requires and was not given: its secrets. */
export function secretsOf({ environmentVariables = [], packageArguments = [] }: Package): string[] {
  return [...environmentVariables, ...packageArguments]
    .filter((input) => isOpen(input) && input.isSecret)
    .map(({ name = 'an argument' }) => name);
}

function withPlaceholder<T extends Input>(input: T): T {
  if (!isOpen(input)) return input;
  return input.isSecret ? { ...input, isRequired: false } : { ...input, value: placeholderOf(input) };
}

function isOpen({ isRequired, value, default: byDefault }: Input): boolean {
  return isRequired === true && value === undefined && byDefault === undefined;
}

function placeholderOf({ choices, format, placeholder }: Input): string {
  if (choices?.[0] !== undefined) return choices[0];
  if (format === 'number') return '1';
  if (format === 'boolean') return 'false';
  if (format === 'filepath') return '/tmp';
  return placeholder || 'placeholder';
}
