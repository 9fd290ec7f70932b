import { randomUUID } from 'node:crypto';
import type { Problem } from '../../catalog/problem.ts';
import { count } from './count.ts';
import { printable } from './printable.ts';

/**
 * Workflow commands for GitHub Actions (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 * A step shows at most ten errors and ten warnings and drops the rest in silence, so a notice counts them.
 */
const SHOWN = 10;

/** One annotation for each of the first problems of each severity, and a notice on how many more there are. */
export function annotations(problems: Problem[]): string {
  return (['error', 'warning'] as const)
    .flatMap((severity) => {
      const all = problems.filter((problem) => problem.severity === severity);
      const rest = all.length - SHOWN;
      const more = rest > 0 ? [`::notice::${count(rest, `more ${severity}`)}: see the log or the summary\n`] : [];
      return [...all.slice(0, SHOWN).map(annotation), ...more];
    })
    .join('');
}

function annotation({ file, line, endLine, column, endColumn, severity, code, message, fix }: Problem): string {
  const properties = { file, line, endLine, col: column, endColumn, title: code };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${severity} ${list.join(',')}::${escapeText(`${printable(message)}\n${printable(fix)}`)}\n`;
}

/** Text in which the runner obeys no command, whatever a stranger's file says. */
export function muted(text: string, token: string = randomUUID()): string {
  return `::stop-commands::${token}\n${text}::${token}::\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A summary holds 1 MiB; what is beyond is in the log. */
const SUMMARY_CHARACTERS = 200_000;

/** All problems as a Markdown table. */
export function summaryTable(problems: Problem[], conclusion: string): string {
  const head = `### ${conclusion}\n\n`;
  if (problems.length === 0) return head;
  const rows = problems.map(({ file, line, column, severity, code, message, fix }) => {
    return `| ${cell(`${file}:${line}:${column}`)} | ${severity} ${code} | ${cell(message)} | ${cell(fix)} |\n`;
  });
  const kept: string[] = [];
  let length = 0;
  for (const row of rows) {
    length += row.length;
    if (length > SUMMARY_CHARACTERS) break;
    kept.push(row);
  }
  const more = kept.length < rows.length ? `\n${rows.length - kept.length} more are in the log.\n` : '';
  return `${head}| where | code | what | fix |\n|---|---|---|---|\n${kept.join('')}${more}\n`;
}

/** Text that Markdown shows as it is. */
function cell(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>()#|!~@&]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
