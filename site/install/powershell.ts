import type { CommandLine } from './shell.ts';
import type { Value } from './value.ts';

/**
 * The same command for PowerShell 7.3 or later, whose quoting is another: `'` is doubled, and gaps are `$env:NAME`.
 * It also takes curly quotes for quotes. (about_Quoting_Rules, about_Parsing)
 */
export function powershellLine({ env = [], words, batch = false }: CommandLine): string {
  const settings = env.map(([key, value]) => `\${env:${key}} = ${quotedValue(value)}; `);
  const [command = '', ...rest] = words.map((word) => {
    const value = typeof word === 'string' ? [word] : word;
    // What is handed to a batch file loses its quotes, unless they are escaped once more.
    return powershellWord(
      batch ? value.map((part) => (typeof part === 'string' ? part.replace(/"/g, '\\"') : part)) : value,
    );
  });
  return `${settings.join('')}${/^['"]/.test(command) ? '& ' : ''}${[command, ...rest].join(' ')}`;
}

function powershellWord(value: Value): string {
  const text = value.every((part) => typeof part === 'string') ? value.join('') : null;
  // A word that begins with a hyphen is cut at a full stop or a colon, and a lone `--` is swallowed: those are quoted.
  return text !== null && /^(?:[A-Za-z0-9_./][\w./:=+-]*|--?\w[\w-]*)$/.test(text) ? text : quotedValue(value);
}

function quotedValue(value: Value): string {
  if (value.every((part) => typeof part === 'string')) {
    return `'${value.join('').replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
  }
  const inside = value.map((part) =>
    typeof part === 'string' ? part.replace(/[`"$\u201c\u201d\u201e]/g, '`$&') : `\${env:${part.ask}}`,
  );
  return `"${inside.join('')}"`;
}
