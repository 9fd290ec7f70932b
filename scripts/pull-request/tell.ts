import type { Problem } from '../../catalog/problem.ts';
import { printable } from '../validate/printable.ts';
import type { Pull } from './find-pull.ts';
import type { Github } from './github.ts';
import type { Verdict } from './risk.ts';

const MARK = '<!-- mcp-registry: pull request -->';
const COMMENT_CHARACTERS = 65_536;

/** Says something in the one comment of ours: it is edited, and left alone where it says so already. */
export async function comment({ rest, paginate, at, botId }: Github, number: number, text: string): Promise<void> {
  const body = `${MARK}\n${text}`.slice(0, COMMENT_CHARACTERS);
  const known = await paginate(rest.issues.listComments, { ...at, issue_number: number, per_page: 100 });
  // Anybody can write our mark; only the number says who did.
  const ours = known.find((each) => each.user?.id === botId && each.body?.startsWith(MARK));
  if (!ours) await rest.issues.createComment({ ...at, issue_number: number, body });
  else if (ours.body !== body) await rest.issues.updateComment({ ...at, comment_id: ours.id, body });
}

/** The label of each verdict; a pull request has one of them. */
const LABELS: Record<Verdict['risk'], string> = {
  faulty: 'catalog: to mend',
  person: 'catalog: for a person',
  low: 'catalog: low risk',
};

/** Gives a pull request the label of a verdict, and takes those of earlier ones away. */
export async function label({ rest, at }: Github, pull: Pull, risk: Verdict['risk']): Promise<void> {
  const mine = LABELS[risk];
  const stale = Object.values(LABELS).filter((name) => name !== mine && pull.labels.includes(name));
  for (const name of stale) await rest.issues.removeLabel({ ...at, issue_number: pull.number, name });
  if (!pull.labels.includes(mine)) await rest.issues.addLabels({ ...at, issue_number: pull.number, labels: [mine] });
}

const CONCLUSIONS = { faulty: 'failure', person: 'neutral', low: 'success' } as const;
const PER_CALL = 50;
/** Whoever has more mistakes mends these first. */
const MOST = 500;

/** Says in a check run what is wrong with each line; GitHub takes so many annotations in a call. */
export async function checkRun(
  { rest, at }: Github,
  head: string,
  { risk, problems, summary }: { risk: Verdict['risk']; problems: Problem[]; summary: string },
): Promise<void> {
  const annotations = problems.slice(0, MOST).map(annotationOf);
  const title = { faulty: 'Something is to mend', person: 'A person decides', low: 'Low risk' }[risk];
  const output = { title, summary: summary.slice(0, COMMENT_CHARACTERS - 1) };
  const { data } = await rest.checks.create({
    ...{ ...at, name: 'catalog', head_sha: head, status: 'completed', conclusion: CONCLUSIONS[risk] },
    output: { ...output, annotations: annotations.slice(0, PER_CALL) },
  });
  for (let from = PER_CALL; from < annotations.length; from += PER_CALL) {
    const part = annotations.slice(from, from + PER_CALL);
    await rest.checks.update({ ...at, check_run_id: data.id, output: { ...output, annotations: part } });
  }
}

const LEVELS = { error: 'failure', warning: 'warning', info: 'notice' } as const;

function annotationOf({ file, line, endLine, column, endColumn, severity, code, message, fix }: Problem) {
  const columns = line === endLine ? { start_column: column, end_column: endColumn } : {};
  return {
    ...{ path: file, start_line: line, end_line: endLine, ...columns, annotation_level: LEVELS[severity] },
    ...{ title: code, message: `${printable(message)}\n${printable(fix)}`.slice(0, 4000) },
  };
}
