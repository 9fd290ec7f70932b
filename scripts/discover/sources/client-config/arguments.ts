import type { Argument } from '../../../../catalog/server-json.ts';

/**
 * The arguments of somebody's command line, as a server.json says what a user has to give. Only names of options, and words
 * that mean a mode everywhere, are taken over; all else may be a secret, a path or a name of theirs, so its place alone is.
 */
export function describedArguments(args: readonly string[]): { described: Argument[]; dropped: number[] } {
  const described: Argument[] = [];
  const dropped: number[] = [];
  const add = (argument: Argument, isSecret: boolean) => {
    if (isSecret) dropped.push(described.length);
    described.push(argument);
  };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') continue;
    const [, name, joined] = OPTION.exec(arg) ?? [];
    if (name === undefined) {
      const value = standsFor(arg, '');
      add({ type: 'positional', ...value }, value.isSecret === true);
      continue;
    }
    const next = args[at + 1];
    const given = joined ?? (next === undefined || next.startsWith('-') ? undefined : next);
    if (given === undefined) described.push({ type: 'named', name });
    else {
      if (joined === undefined) at += 1;
      const value = standsFor(given, name);
      add({ type: 'named', name, ...value }, value.isSecret === true);
    }
  }
  return { described, dropped };
}

/** `--flag`, `--flag=value`, `-f`. What hangs on a single letter (`-psecret`) is no name. */
const OPTION = /^(--[A-Za-z][a-z]*(?:-[A-Za-z][a-z]*|-?[A-Z][a-z]+)*|-[A-Za-z])(?:=(.*))?$/s;

/** Words that say how a program is to run, and nothing of who runs it. */
const MODES = new Set(
  ['stdio', 'sse', 'http', 'streamable-http', 'streamableHttp', 'mcp', 'serve', 'server', 'start', 'run'].concat([
    'true',
    'false',
    'on',
    'off',
    'read-only',
    'readonly',
    'all',
    'none',
    'info',
    'debug',
    'warn',
    'error',
    'bridge',
    'host',
  ]),
);

/** What stands for a value: itself where that gives nothing away, else what kind it is of. */
function standsFor(value: string, option: string): Omit<Argument, 'type' | 'name'> {
  if (isSecretName(option)) return { valueHint: 'secret', isRequired: true, isSecret: true };
  if (MODES.has(value) || (option !== '' && /^\d{1,5}$/.test(value))) return { value };
  if (/^https?:\/\/[^@?#]*$/.test(value)) return { valueHint: 'url', isRequired: true };
  if (/^(~|\.{0,2}[/\\]|[A-Za-z]:[/\\]|\$\{\w*(folder|home)\w*\})/i.test(value))
    return { valueHint: 'path', isRequired: true, format: 'filepath' };
  if (/^[A-Za-z]+(-[A-Za-z]+)*$/.test(value) && value.length <= 20) return { valueHint: 'value', isRequired: true };
  return { valueHint: 'value', isRequired: true, isSecret: true };
}

/** Whether what is called so is likely to be a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name.replaceAll(/[-_]/g, '').toLowerCase()) || /(^|[-_])pat($|[-_])/i.test(name);
}

const SECRET =
  /key|token|secret|passw|pwd|credential|private|auth|bearer|cookie|dsn|connection|session|signature|header/;
