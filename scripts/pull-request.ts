import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument } from 'commander';
import { authorOf, readRegistry } from '../catalog/registry-file.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { checkChange } from './pull-request/check.ts';
import { decide } from './pull-request/decide.ts';
import { ACTIONS_BOT, githubAt } from './pull-request/github.ts';
import { fromIssue } from './pull-request/issue/from-issue.ts';
import { fetchCommits, repositoryOf } from './pull-request/objects.ts';
import { LIMITS } from './pull-request/refuse-files.ts';
import { summaryOf, wordsFor } from './pull-request/summary.ts';
import { textsOf } from './pull-request/texts.ts';

import { muted } from './validate/actions.ts';
import { printable } from './validate/printable.ts';
import { reportProblems } from './validate/report.ts';

const WHAT = {
  check: 'say what is wrong with a change, what it does to each entry, and how its pages would look; needs no rights',
  'from-issue': 'on GitHub: make a pull request of an issue that the form for a server has made',
  decide: 'on GitHub: judge the pull request of a run anew, say so there, and merge what is of low risk',
};

const program = command(
  'pull-request',
  'Judge a change of the catalog that a pull request asks for, read from git as data',
)
  .addArgument(new Argument('<what>', 'what to do').choices(Object.keys(WHAT)))
  .addOption(setting('--base <revision>', 'with check: the branch that the change goes to').default('origin/main'))
  .addOption(setting('--head <revision>', 'with check: the change').default('HEAD'))
  .addOption(setting('--fetch <remote>', 'with check: first bring both from there, by their full names'))
  .addOption(setting('--out <folder>', 'with check: where the report and the previews go'))
  .addOption(setting('--run <number>', 'with decide: the run of the workflow that has checked it'))
  .addOption(setting('--issue <number>', 'with from-issue: the issue'))
  .addOption(
    setting('--remote <remote>', 'where commits come from; with from-issue an address, where they go').default(
      'origin',
    ),
  )
  .addOption(setting('--no-merge', 'with decide: merge nothing'))
  .addOption(
    setting('--after-merge <workflow>', 'with decide: what is started when something was merged').default('pages.yml'),
  )
  .addOption(
    setting('--bot <number>', 'with decide: the account that the token writes as').default(String(ACTIONS_BOT)),
  )
  .addOption(setting('--max-files <number>', 'the most files in one change').default(String(LIMITS.files)))
  .addOption(setting('--max-entries <number>', 'the most entries in one change').default(String(LIMITS.entries)))
  .addOption(setting('--max-bytes <number>', 'the most bytes of one file').default(String(LIMITS.bytes)))
  .addHelpText(
    'after',
    `\n${Object.entries(WHAT)
      .map(([what, says]) => `  ${what.padEnd(12)}${says}\n`)
      .join(
        '',
      )}\ndecide and from-issue read GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL, as GitHub Actions sets them.`,
  );

interface Options {
  base: string;
  head: string;
  fetch?: string;
  out?: string;
  run?: string;
  issue?: string;
  remote: string;
  merge: boolean;
  afterMerge: string;
  bot: string;
  maxFiles: string;
  maxEntries: string;
  maxBytes: string;
}

await run<Options>(program, async ({ catalog, json, ...options }, [what]) => {
  const repository = await repositoryOf(resolve(ROOT, catalog));
  const limits = {
    files: numberOf(options.maxFiles, '--max-files'),
    entries: numberOf(options.maxEntries, '--max-entries'),
    bytes: numberOf(options.maxBytes, '--max-bytes'),
  };
  if (what === 'check') {
    const { base, head, fetch, out } = options;
    if (fetch !== undefined) await fetchCommits(repository, fetch, [base, head]);
    const change = await checkChange(repository, { base, head }, { out: out && resolve(ROOT, out), limits });
    const { problems, classes: entries, others } = change;
    summarize(summaryOf({ problems, entries, others }, 900_000));
    if (!json) say(entries.map(({ name, classes }) => `- ${name}: ${wordsFor(classes)}`));
    const env = { ...process.env, GITHUB_STEP_SUMMARY: undefined };
    return reportProblems(problems, {
      json,
      subject: `${change.files.length} files changed`,
      env,
      textOf: textsOf(change, repository.prefix),
    });
  }
  const onGithub = repositoryFrom(process.env);
  const github = await githubAt(onGithub, { botId: numberOf(options.bot, '--bot') });
  if (what === 'from-issue') {
    const author = authorOf(await readRegistry(resolve(ROOT, catalog)));
    const number = numberOf(options.issue ?? '', '--issue');
    const outcome = await fromIssue(number, { github, repository: onGithub, remote: options.remote, author });
    say([JSON.stringify(outcome)]);
    return EXIT.ok;
  }
  const runId = numberOf(options.run ?? '', '--run');
  const decided = await decide({
    github,
    repository,
    remote: options.remote,
    runId,
    merges: options.merge,
    afterMerge: options.afterMerge,
    limits,
  });
  if (decided.pull === null) {
    say([json ? JSON.stringify(decided) : `Nothing to decide: ${decided.why}`]);
    return EXIT.ok;
  }
  const { pull, head, verdict, merge, notStarted } = decided;
  const lines = [
    `#${pull} ${head}: ${verdict.risk}`,
    ...verdict.reasons.map((reason) => `- ${reason}`),
    ...(merge ? [merge.result] : []),
    ...(notStarted ? [notStarted] : []),
  ];
  say(json ? [JSON.stringify(decided)] : lines);
  return EXIT.ok;
});

/** Prints lines with a stranger's words in them: no runner obeys what they say. */
function say(lines: string[]): void {
  if (lines.length === 0) return;
  const text = `${lines.map(printable).join('\n')}\n`;
  process.stdout.write(process.env.GITHUB_ACTIONS === 'true' ? muted(text) : text);
}

function summarize(text: string): void {
  if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, text);
}

function numberOf(text: string, flag: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UserError(`${flag} ${JSON.stringify(text)} is no number such as 5`, { exitCode: EXIT.misuse });
}

function repositoryFrom({
  GITHUB_TOKEN: token,
  GITHUB_REPOSITORY: repository,
  GITHUB_API_URL: api = 'https://api.github.com',
}: NodeJS.ProcessEnv) {
  if (token && repository) return { api, repository, token };
  throw new UserError('this needs GITHUB_TOKEN and GITHUB_REPOSITORY, as GitHub Actions sets them', {
    exitCode: EXIT.misuse,
  });
}
