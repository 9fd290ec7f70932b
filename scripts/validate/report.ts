import { appendFileSync, readFileSync } from 'node:fs';
import type { Problem } from '../../catalog/problem.ts';
import { EXIT } from '../command.ts';
import { annotations, muted, summaryTable } from './actions.ts';
import { count } from './count.ts';
import { printable } from './printable.ts';

interface ReportOptions {
  json?: boolean;
  /** What was looked at, for the last line. */
  subject?: string;
  stdout?: { write(text: string): unknown };
  env?: Record<string, string | undefined>;
  /** The text of a file that problems are in; null where it cannot be read. */
  textOf?: (file: string) => string | null;
}

/** Prints every problem, for a person, for a program or for GitHub Actions, and gives the script's exit code. */
export function reportProblems(
  problems: Problem[],
  { json = false, subject, stdout = process.stdout, env = process.env, textOf = readText }: ReportOptions = {},
): number {
  const inActions = env.GITHUB_ACTIONS === 'true';
  if (json) {
    stdout.write(`${JSON.stringify({ problems }, null, 2)}\n`);
  } else {
    const text = plainReport(problems, subject, textOf);
    stdout.write(inActions ? muted(text) + annotations(problems) : text);
  }
  if (inActions && env.GITHUB_STEP_SUMMARY) {
    appendFileSync(env.GITHUB_STEP_SUMMARY, summaryTable(problems, conclusion(problems, subject)));
  }
  return problems.some(({ severity }) => severity === 'error') ? EXIT.problems : EXIT.ok;
}

function plainReport(
  problems: Problem[],
  subject: string | undefined,
  textOf: (file: string) => string | null,
): string {
  const lines = new Map<string, string[]>();
  const linesOf = (file: string) => {
    const known = lines.get(file) ?? textOf(file)?.split(/\r?\n/) ?? [];
    lines.set(file, known);
    return known;
  };
  const parts = problems.map((problem) => plainProblem(problem, linesOf(problem.file)[problem.line - 1]));
  return `${[...parts, conclusion(problems, subject)].join('\n')}\n`;
}

/** Two or four lines: what and where, the line of the file with a mark below, and what to do. */
function plainProblem(
  { file, line, column, endLine, endColumn, severity, code, message, fix }: Problem,
  text?: string,
): string {
  const head = `${printable(file)}:${line}:${column}  ${severity} ${code}  ${printable(message)}`;
  const end = endLine === line ? endColumn : (text?.length ?? 0) + 1;
  return [head, ...(text ? excerpt(text, line, column, end) : []), `  fix: ${printable(fix)}`, ''].join('\n');
}

const WIDTH = 100;

/** A line of a file and a mark below; of a long line, the part around the mark. */
function excerpt(text: string, line: number, column: number, endColumn: number): string[] {
  const from = column > WIDTH ? column - 1 - WIDTH / 2 : 0;
  const gutter = `  ${line} | `;
  const before = printable(text.slice(from, column - 1));
  const marked = printable(text.slice(column - 1, endColumn - 1));
  const after = printable(text.slice(endColumn - 1));
  const room = Math.max(1, WIDTH - before.length);
  const mark = '^'.repeat(Math.min(Math.max(marked.length, 1), room));
  return [
    (gutter + (before + marked + after).slice(0, WIDTH)).trimEnd(),
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(before.length)}${mark}`,
  ];
}

/** `167 entries, 169 versions: no problems`, `no problems, 1 info in 1 file`, `3 errors, 1 warning in 2 files`. */
function conclusion(problems: Problem[], subject: string | undefined): string {
  if (problems.length === 0) return subject ? `${subject}: no problems` : 'No problems';
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number > 0 ? [count(number, severity)] : [];
  });
  const files = new Set(problems.map(({ file }) => file)).size;
  const none = problems.every(({ severity }) => severity === 'info') ? ['no problems'] : [];
  return `${subject ? `${subject}: ` : ''}${[...none, ...counts].join(', ')} in ${count(files, 'file')}`;
}

function readText(file: string): string | null {
  try {
    // Columns count without a byte order mark.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return null;
  }
}
