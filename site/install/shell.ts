import type { Value } from './value.ts';

/** One command: what it is given in its environment, and its words. A word that is a `Value` may hold gaps. */
export interface CommandLine {
  env?: [name: string, value: Value][];
  words: (string | Value)[];
  /** On Windows the command is a batch file. */
  batch?: boolean;
}

/** One line for a POSIX shell. Each word arrives as one argument, whatever is in it; gaps are expanded by the shell. */
export function shellLine({ env = [], words }: CommandLine): string {
  const settings = env.map(([key, value]): Value => [`${key}=`, ...value]);
  return [...(settings.length > 0 ? ['env'] : []), ...settings, ...words].map(shellWord).join(' ');
}

function shellWord(word: string | Value): string {
  const value = typeof word === 'string' ? [word] : word;
  if (value.every((part) => typeof part === 'string')) return quoted(value.join(''));
  const text = value.filter((part) => typeof part === 'string').join('');
  if (text.includes('!'))
    return value.map((part) => (typeof part === 'string' ? quoted(part) : `"$${part.ask}"`)).join('');
  const inside = value.map((part, index) =>
    typeof part === 'string' ? part.replace(/[\\"$`]/g, '\\$&') : gapBefore(part.ask, value[index + 1]),
  );
  return `"${inside.join('')}"`;
}

/** The forms in which a gap can stand in a line, for those who mark them. */
export function shellGaps(name: string): string[] {
  return [`$${name}`, `\${${name}}`];
}

/** Braces keep a name from running into the letters after it. */
function gapBefore(name: string, next: Value[number] | undefined): string {
  const [plain = '', braced = ''] = shellGaps(name);
  return typeof next === 'string' && /^\w/.test(next) ? braced : plain;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
