import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Argument, KeyValueInput, Package } from '../../catalog/server-json.ts';
import type { Reason } from '../../catalog/status/status.ts';
import type { StdioCommand } from '../upstream/stdio.ts';

/** Why a package cannot be started, and what to do about it. */
export interface NotRunnable {
  reason: Extract<Reason, 'needs-config' | 'not-runnable'>;
  message: string;
}

/** What the operator gives for a package: arguments after the publisher's fixed ones, and variables. */
export interface PackageSettings {
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

/** The packages that were installed with us: in the first such folder above, since a bundle stands elsewhere than its sources. */
const INSTALLED = installedAbove(dirname(fileURLToPath(import.meta.url)));

function installedAbove(folder: string): string {
  const place = join(folder, 'node_modules');
  const parent = dirname(folder);
  return existsSync(place) || parent === folder ? place : installedAbove(parent);
}

/**
 * The command that starts a package over stdio. An npm package that is installed here in that version is run as it is,
 * with nothing downloaded; any other is left to its ecosystem's own runner.
 */
export function packageCommand(
  pkg: Package,
  settings: PackageSettings,
  { installed = INSTALLED }: { installed?: string } = {},
): StdioCommand | NotRunnable {
  if (pkg.transport.type !== 'stdio') {
    return {
      reason: 'not-runnable',
      message: `its package is a server over ${pkg.transport.type}: start it, and add its address as an instance`,
    };
  }
  if (/^-|[\s\p{Cc}]/u.test(pkg.identifier)) {
    return { reason: 'not-runnable', message: 'the name of its package could be read as an option' };
  }
  const missing = missingSettings(pkg, settings);
  if (missing.length > 0) {
    return {
      reason: 'needs-config',
      message: `it needs ${missing.join(', ')}: set them for this service in proxy.config.json`,
    };
  }
  const start = startOf(pkg, installed);
  if (!start) return { reason: 'not-runnable', message: `packages of type ${pkg.registryType} cannot be started here` };
  const env = { ...defaultsOf(pkg.environmentVariables), ...settings.env };
  return {
    ...start,
    args: [...start.args, ...fixedArguments(pkg.packageArguments), ...settings.args],
    env,
    cwd: settings.cwd,
  };
}

function startOf(pkg: Package, installed: string): Pick<StdioCommand, 'command' | 'args'> | null {
  const { registryType, identifier, version = '' } = pkg;
  const runtime = fixedArguments(pkg.runtimeArguments);
  switch (registryType) {
    case 'npm': {
      const script = installedBin(identifier, version, installed);
      if (script) return { command: process.execPath, args: [...nodeArguments(pkg, runtime), script] };
      return {
        command: 'npx',
        args: ['-y', ...runtime.filter((argument) => argument !== '-y'), `${identifier}@${version}`],
      };
    }
    case 'pypi':
      return { command: 'uvx', args: [...runtime, `${identifier}==${version}`] };
    case 'oci':
      return { command: 'docker', args: ['run', '-i', '--rm', ...runtime, ...variableFlags(pkg), identifier] };
    case 'nuget':
      return { command: 'dnx', args: [...runtime, `${identifier}@${version}`, '--yes'] };
    default:
      return null;
  }
}

/** Arguments meant for `npx` mean nothing to `node`. */
function nodeArguments({ runtimeHint }: Package, runtime: string[]): string[] {
  return runtimeHint === 'node' ? runtime : [];
}

/** A container sees only the variables it is told of, by name: their values stay out of the command line. */
function variableFlags({ environmentVariables = [] }: Package): string[] {
  return environmentVariables.flatMap(({ name }) => ['-e', name]);
}

const Manifest = z.looseObject({
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]),
});

/** The script that an installed npm package starts with; null when it is not here in that very version. */
function installedBin(identifier: string, version: string, installed: string): string | null {
  const file = join(installed, ...identifier.split('/'), 'package.json');
  if (!/^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/i.test(identifier) || !existsSync(file)) return null;
  const { data } = Manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!data || data.version !== version) return null;
  const own = identifier.split('/').at(-1) ?? '';
  const bin = typeof data.bin === 'string' ? data.bin : (data.bin[own] ?? Object.values(data.bin)[0]);
  return bin === undefined ? null : join(dirname(file), bin);
}

/** What the publisher requires, gives no value for, and the operator has not set. */
function missingSettings(
  { environmentVariables = [], packageArguments = [] }: Package,
  { args, env }: PackageSettings,
): string[] {
  const unset = environmentVariables.filter(
    ({ name, isRequired, value, default: byDefault }) =>
      isRequired && value === undefined && byDefault === undefined && !env[name],
  );
  const open = packageArguments.filter(
    ({ isRequired, value, default: byDefault }) => isRequired && value === undefined && byDefault === undefined,
  );
  return [...unset.map(({ name }) => name), ...(args.length === 0 ? open.map(argumentName) : [])];
}

function argumentName({ name, valueHint, type }: Argument): string {
  return `the argument ${name ?? valueHint ?? type}`;
}

function fixedArguments(args: Argument[] = []): string[] {
  return args.flatMap(({ type, name, value, default: byDefault }) => {
    const given = value ?? byDefault;
    if (type === 'named' && name !== undefined)
      return given === undefined ? (value === '' ? [name] : []) : [name, given];
    return given === undefined ? [] : [given];
  });
}

function defaultsOf(variables: KeyValueInput[] = []): Record<string, string> {
  return Object.fromEntries(
    variables.flatMap(({ name, value, default: byDefault }) => {
      const given = value ?? byDefault;
      return given === undefined ? [] : [[name, given]];
    }),
  );
}
