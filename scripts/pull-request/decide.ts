import { standingOf } from '../../catalog/publish/ownership/standing.ts';
import { type CheckedChange, checkChange } from './check.ts';
import { findPull, type Pull } from './find-pull.ts';
import type { Github } from './github.ts';
import { type HandOver, readHandOver } from './hand-over.ts';
import { type Merge, mergePull, startWorkflow } from './merge.ts';
import { fetchCommits, type Repository } from './objects.ts';
import type { Limits } from './refuse-files.ts';
import { decideRisk, type Verdict } from './risk.ts';
import { summaryOf } from './summary.ts';
import { checkRun, comment, label } from './tell.ts';

/** What was decided on a run's pull request. */
export type Decided =
  | { pull: null; why: string }
  | { pull: number; head: string; verdict: Verdict; merge: Merge | null; notStarted: string | null };

export interface DecideOptions {
  github: Github;
  repository: Repository;
  /** Where the commits come from: a name or an address. */
  remote: string;
  runId: number;
  /** Whether what is of low risk is merged. */
  merges: boolean;
  /** The workflow that is started when something was merged, such as the one that builds the site. */
  afterMerge: string;
  limits?: Limits;
}

/** The branch may move while a change is judged; after so many times a person looks. */
const TRIES = 5;

/**
 * Decides on the pull request that a run has checked: finds it, judges it anew from git, says what was found in a comment, a
 * label and a check run, and merges what is of low risk and by an owner. Of what the run handed over nothing is believed.
 */
export async function decide(options: DecideOptions): Promise<Decided> {
  const found = await findPull(options.github, options.runId);
  if (!found.pull) return found;
  const { pull } = found;
  const { github } = options;
  const handOver = await readHandOver(github, pull.run);
  let { change, verdict } = await judge(options, pull, handOver);
  let merge: Merge | null = null;
  for (let tries = 1; options.merges && verdict.risk === 'low' && !merge; tries += 1) {
    if ((await tipOf(github, pull)) === change.base) merge = await mergePull(github, pull);
    else if (tries < TRIES) ({ change, verdict } = await judge(options, pull, handOver));
    else merge = { result: 'refused', why: 'the branch moves too fast' };
  }
  if (merge?.result === 'refused') verdict = { risk: 'person', reasons: [`it could not be merged: ${merge.why}`] };
  const notStarted =
    merge?.result === 'merged' ? await startWorkflow(github, options.afterMerge, pull.baseBranch) : null;
  await tell(github, pull, { change, verdict, handOver });
  return { pull: pull.number, head: pull.head, verdict, merge, notStarted };
}

async function judge({ github, repository, remote, limits }: DecideOptions, pull: Pull, handOver: HandOver) {
  const base = await tipOf(github, pull);
  await fetchCommits(repository, remote, [base, pull.head]);
  const change = await checkChange(repository, { base, head: pull.head }, { ...(limits && { limits }) });
  const registry = change.catalog?.sources.registry ?? null;
  const decided = decideRisk({
    ...{ problems: change.problems, entries: change.classes, others: change.others, author: pull.author },
    standingOf: (name) => standingOf({ registry, entries: change.namesakes }, name),
  });
  const doubts = [
    ...(pull.isDraft ? ['it is a draft'] : []),
    ...(handOver.fault === null ? [] : [handOver.fault]),
    ...(handOver.report && handOver.report.head !== pull.head
      ? ['the check handed over a report on another commit']
      : []),
  ];
  return { change, verdict: doubts.length > 0 ? withDoubts(decided, doubts) : decided };
}

function withDoubts({ risk, reasons }: Verdict, doubts: string[]): Verdict {
  return risk === 'low' ? { risk: 'person', reasons: doubts } : { risk, reasons: [...reasons, ...doubts] };
}

async function tipOf({ rest, at }: Github, { baseBranch }: Pull): Promise<string> {
  const { data } = await rest.repos.getBranch({ ...at, branch: baseBranch });
  return data.commit.sha;
}

async function tell(
  github: Github,
  pull: Pull,
  { change, verdict, handOver }: { change: CheckedChange; verdict: Verdict; handOver: HandOver },
): Promise<void> {
  const { classes: entries, others, problems } = change;
  const preview = handOver.preview;
  const summary = summaryOf({ problems, entries, others, verdict, ...(preview && { preview }) });
  await checkRun(github, pull.head, { risk: verdict.risk, problems, summary });
  // A change of code alone is no matter of the catalog: a check run says so, and nobody gets a message.
  if (entries.length === 0 && problems.length === 0) return;
  await label(github, pull, verdict.risk);
  await comment(github, pull.number, summary);
}
