import { printable } from '../validate/printable.ts';
import type { TakenIn } from './take-in.ts';

/** What became of a version, for a person: a line, and below it what was done to it and what stands against it. */
export function linesOf({ at, name, version, outcome, notes, problems }: TakenIn): string {
  const who = name === '' ? `(no name) at ${at || 'the top'}` : `${name} ${version}`;
  const how = outcome !== 'refused' && notes.length > 0 ? `${outcome}, mended` : outcome;
  const details = [
    ...notes.map(({ code, pointer, message }) => `${code} ${pointer}  ${message}`),
    ...problems.map(({ code, pointer, message, fix }) => `${code} ${pointer}  ${message}. ${fix}`),
  ];
  return [`${how.padEnd(18)}${who}`, ...details.map((detail) => `    ${detail}`)]
    .map((line) => `${printable(line)}\n`)
    .join('');
}
