import type { Problem } from '../../../catalog/problem.ts';
import { printable } from '../../validate/printable.ts';
import type { Candidate } from '../candidate.ts';
import { FLAG_CODES } from '../flag.ts';

/** So many places, and so many flags, are shown of a candidate. */
const SHOWN = 12;

/** A candidate as a person looks at it. Text of strangers cannot move the cursor. */
export function shownCandidate({ name, nameOrigin, server, seen, flags, confidence, known }: Candidate): string {
  const { packages = [], remotes = [] } = server;
  const lines = [
    `${name} ${server.version}${known === 'newer' ? ', newer than the catalog' : ''}`,
    `  ${server.title ? `${server.title}: ` : ''}${server.description || '(no description)'}`,
    `  name ${nameOrigin === 'publisher' ? 'by its publisher' : 'derived'}, confidence ${confidence}`,
    ...packages.map(
      ({ registryType, identifier, version = '' }) => `  package  ${registryType} ${identifier} ${version}`,
    ),
    ...remotes.map(({ type, url }) => `  remote   ${type} ${url}`),
    ...(server.repository ? [`  source   ${server.repository.url}`] : []),
    ...few(seen.map(({ source, where }) => `  seen     ${source}: ${where}`)),
    ...few(flags.map(({ code, pointer, message }) => `  ! ${code} ${pointer}  ${message} (${FLAG_CODES[code]})`)),
  ];
  return lines.map((line) => printable(line).trimEnd()).join('\n');
}

export function shownProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, code, pointer, message, fix }) => `  ${severity} ${code} ${pointer}  ${message}. ${fix}`)
    .map(printable)
    .join('\n');
}

function few(lines: string[]): string[] {
  const more = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`  and ${more} more`] : [])];
}
