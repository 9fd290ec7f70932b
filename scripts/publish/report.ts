import type { Problem } from '../../catalog/problem.ts';
import { EXIT } from '../command.ts';
import { printable } from '../validate/printable.ts';
import { reportProblems } from '../validate/report.ts';
import type { Initialized } from './init/init.ts';
import type { Outcome } from './outcome.ts';
import { isOlderDialect } from './read-server.ts';

interface ReportOptions {
  json: boolean;
  dryRun: boolean;
  stdout?: { write(text: string): unknown };
}

/** Prints what became of each version, for a person or for a program, and gives the exit code. */
export function reportOutcomes(outcomes: Outcome[], { json, dryRun, stdout = process.stdout }: ReportOptions): number {
  const problems = outcomes.flatMap((outcome) => outcome.problems);
  if (json) stdout.write(`${JSON.stringify({ dryRun, results: outcomes }, null, 2)}\n`);
  else {
    reportFaults(problems, stdout);
    for (const outcome of outcomes) stdout.write(linesOf(outcome, dryRun));
  }
  return outcomes.some(({ outcome }) => outcome === 'refused') ? EXIT.problems : EXIT.ok;
}

/** Says what was written, what is left to do, and what is wrong with it until then. */
export function reportInit(
  { file, name, notes, problems }: Initialized,
  { json, stdout = process.stdout }: Pick<ReportOptions, 'json' | 'stdout'>,
): number {
  if (json) stdout.write(`${JSON.stringify({ file, name, notes, problems }, null, 2)}\n`);
  else {
    reportFaults(problems, stdout);
    const todo = notes.map((note) => `  - ${printable(note)}\n`).join('');
    stdout.write(`${file} was written, for ${printable(name)}. What is left to do:\n${todo}`);
    stdout.write(`Then: npm run publish -- ${file} --dry-run\n`);
  }
  return problems.some(({ severity }) => severity === 'error') ? EXIT.problems : EXIT.ok;
}

/** As `npm run validate` prints them, and nothing where there are none. */
function reportFaults(problems: Problem[], stdout: { write(text: string): unknown }): void {
  if (problems.length > 0) reportProblems(problems, { stdout });
  if (isOlderDialect(problems)) {
    stdout.write('This is an older dialect of server.json: `npm run import -- FILE --dry-run` shows how we read it.\n');
  }
}

function linesOf(
  { name, version, refusal, diff, next = [], unproven = [], ...rest }: Outcome,
  dryRun: boolean,
): string {
  const said = `${printable(name || rest.file)} ${printable(version)}`.trim();
  const lines = [
    `${said}: ${dryRun ? WOULD[rest.outcome] : IS[rest.outcome]}${rest.url ? `: ${rest.url}` : ''}`,
    ...(rest.outcome === 'pushed' || rest.outcome === 'waiting' ? [`  branch: ${rest.branch}`] : []),
    ...(refusal ? [`  error ${refusal.code}  ${printable(refusal.why)}`, `  fix: ${printable(refusal.fix)}`] : []),
    ...unproven.flatMap(({ message, fix }) => [`  warning  ${printable(message)}`, `  fix: ${printable(fix)}`]),
    ...(dryRun ? [] : next.map((line) => `  ${line}`)),
  ];
  const shown = diff === undefined ? '' : diff.split('\n').map(printable).join('\n');
  return `${lines.join('\n')}\n${shown}`;
}

const IS: Record<Outcome['outcome'], string> = {
  opened: 'pull request opened',
  open: 'pull request is open',
  pushed: 'pushed, for somebody to merge',
  waiting: 'pushed before, and waits to be merged',
  added: 'added',
  updated: 'updated',
  unchanged: 'already published',
  refused: 'refused',
};

const WOULD: Record<Outcome['outcome'], string> = {
  ...IS,
  opened: 'a pull request would be opened, or brought up to date',
  open: 'a pull request would be brought up to date',
  pushed: 'a branch would be pushed',
  added: 'would be added',
  updated: 'would be updated',
};
