import type { Problem } from '../../catalog/problem.ts';
import { count } from '../validate/count.ts';
import { printable } from '../validate/printable.ts';
import { type ChangeClass, CLASSES } from './classes.ts';
import type { Verdict } from './risk.ts';

/** What a summary tells of. */
export interface Told {
  problems: Problem[];
  entries: { name: string; classes: ChangeClass[] }[];
  others: string[];
  /** Left out where it is not decided yet. */
  verdict?: Verdict;
  /** An address or a name of where the pages can be seen. */
  preview?: string;
}

const HEADS: Record<Verdict['risk'], string> = {
  faulty: 'Something is to mend first, because',
  person: 'A person decides, because',
  low: 'This goes in by itself, because',
};

/** A comment holds 65,536 characters, a summary of a step 1 MiB: `room` is what there is for problems. */
const ROOM = 60_000;

/**
 * A judged change in Markdown. Whatever comes from a stranger stands in code: there it mentions nobody, links nowhere, and
 * is no HTML and no image.
 */
export function summaryOf({ problems, entries, others, verdict, preview }: Told, room = ROOM): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const parts = [
    `### Catalog: ${errors > 0 ? count(errors, 'error') : 'no errors'}`,
    ...(verdict ? [`**${HEADS[verdict.risk]}**\n\n${list(verdict.reasons)}`] : []),
    ...(entries.length > 0 ? [`Entries that change:\n\n${entryLines(entries)}`] : []),
    ...(others.length > 0 ? [`Other files that change:\n\n${list(others)}`] : []),
    ...(preview ? [`How the pages would look: ${preview}`] : []),
    ...(problems.length > 0 ? [problemLines(problems, room)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const LISTED = 50;

function list(lines: string[]): string {
  const more = lines.length > LISTED ? [`- and ${lines.length - LISTED} more`] : [];
  return [...lines.slice(0, LISTED).map((line) => `- ${asCode(line)}`), ...more].join('\n');
}

function entryLines(entries: Told['entries']): string {
  const lines = entries.slice(0, LISTED).map(({ name, classes }) => `- ${asCode(name)}: ${wordsFor(classes)}`);
  return [...lines, ...(entries.length > LISTED ? [`- and ${entries.length - LISTED} more`] : [])].join('\n');
}

/** What is done to an entry, in words. */
export function wordsFor(classes: ChangeClass[]): string {
  return classes.map((each) => CLASSES[each].words).join('; ') || 'nothing that is read';
}

function problemLines(problems: Problem[], room: number): string {
  const worst = [...problems].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const lines: string[] = [];
  let length = 0;
  for (const { file, line, column, severity, code, message, fix } of worst) {
    const text = `- ${severity} ${code} ${asCode(`${file}:${line}:${column}`)} ${asCode(message)}\n  to mend: ${asCode(fix)}`;
    length += text.length + 1;
    if (length > room) break;
    lines.push(text);
  }
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${more} more: \`npm run validate\` tells all of them`] : [])].join('\n');
}

const RANK = { error: 0, warning: 1, info: 2 };

/** Text in a span of code, on one line, whatever backticks are in it. */
export function asCode(text: string, most = 500): string {
  const plain = printable(text);
  const shown = plain.length > most ? `${[...plain].slice(0, most).join('')}…` : plain;
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${shown || ' '} ${fence}`;
}
