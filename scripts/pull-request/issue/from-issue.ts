import type { Author } from '../../../catalog/git/git.ts';
import { publishToFolder } from '../../../catalog/publish/folder.ts';
import { changeCatalog } from '../../../catalog/publish/git-branch.ts';
import { openPullRequest } from '../../../catalog/publish/github/pull-request.ts';
import type { GithubRepository } from '../../../catalog/publish/github/repository.ts';
import type { Account } from '../../../catalog/publish/ownership/identity.ts';
import { mayPublish } from '../../../catalog/publish/ownership/may-publish.ts';
import { standingOf } from '../../../catalog/publish/ownership/standing.ts';
import { isError } from '../../../catalog/publish/settle-entry.ts';
import { readCatalog } from '../../../catalog/read-catalog.ts';
import type { Github } from '../github.ts';
import { asCode } from '../summary.ts';
import { comment } from '../tell.ts';
import { type Filled, readForm } from './form.ts';
import { serverOf } from './server-of.ts';

/** What became of an issue. `faults` are what is to mend, in words. */
export type IssueOutcome =
  | { outcome: 'none'; why: string }
  | { outcome: 'faulty'; faults: string[] }
  | { outcome: 'unchanged' }
  | { outcome: 'opened'; url: string };

export interface FromIssueOptions {
  github: Github;
  repository: GithubRepository;
  /** The address of the repository that branches are pushed to. */
  remote: string;
  author: Author;
}

/**
 * Makes a pull request of what somebody has written into the form for a server, and answers in one comment of the issue. It
 * is judged where it would land, and a person decides: this only spares them git. The issue may be edited, and is tried again.
 */
export async function fromIssue(number: number, options: FromIssueOptions): Promise<IssueOutcome> {
  const { github } = options;
  const { data: issue } = await github.rest.issues.get({ ...github.at, issue_number: number });
  if (issue.pull_request || issue.state !== 'open') return { outcome: 'none', why: `#${number} is no open issue` };
  const read = readForm(issue.body ?? '');
  if (!read) return { outcome: 'none', why: `#${number} is not made by the form for a server` };
  if (!issue.user) return { outcome: 'none', why: `the author of #${number} is gone` };
  const account = { id: issue.user.id, login: issue.user.login };
  const outcome: IssueOutcome =
    'faults' in read
      ? { outcome: 'faulty', faults: read.faults }
      : await publish(number, read.filled, account, options);
  await comment(github, number, answerOf(outcome));
  return outcome;
}

/** What was made of a form in a copy of the catalog. */
interface Made {
  faults: string[];
  /** By which right it would be published, or why a person has to find that out. */
  why: string;
}

async function publish(
  number: number,
  filled: Filled,
  account: Account,
  { github, repository, remote, author }: FromIssueOptions,
): Promise<IssueOutcome> {
  const { data: about } = await github.rest.repos.get(github.at);
  const { name, version } = filled;
  const changed = await changeCatalog<Made>(
    { remote, branch: about.default_branch, token: repository.token },
    {
      ...{
        to: `issue-${number}`,
        author,
        message: `Add ${nameIn(name)} ${nameIn(version)}\n\nAsked for in #${number}.`,
      },
      change: (folder, at) => make(folder, filled, account, at),
    },
  );
  const { faults, why } = changed.result;
  if (faults.length > 0) return { outcome: 'faulty', faults };
  if (changed.commit === null) return { outcome: 'unchanged' };
  const pull = await openPullRequest(repository, {
    ...{ head: changed.branch, base: about.default_branch, title: `Add ${nameIn(name)} ${nameIn(version)}` },
    body: `Closes #${number}, where account ${account.id} asks for it.\n\nThe catalog's rules were kept when this was opened. On the name:\n\n- ${asCode(why)}`,
  });
  return { outcome: 'opened', url: pull.url };
}

async function make(folder: string, filled: Filled, account: Account, at: Date): Promise<Made> {
  const { server, listing } = serverOf(filled);
  const identity = { method: 'github-at' as const, account, organizations: [] };
  const decision = mayPublish(server.name, identity, standingOf(readCatalog(folder).sources, server.name));
  // Who has proven nothing may propose a server that has no owners, and does not become one.
  if (!decision.allowed && decision.code === 'E401') return { faults: [`${decision.why}. ${decision.fix}`], why: '' };
  const owners = decision.allowed && decision.owner !== null ? [{ githubId: decision.owner }] : [];
  const nameOrigin = decision.allowed ? ('publisher' as const) : ('derived' as const);
  const submission = { server, defaults: { ...listing, nameOrigin, owners } };
  const { results } = await publishToFolder(folder, [submission], { now: () => at });
  const problems = results.flatMap(({ problems: found }) => found.filter(isError));
  return { faults: problems.map(({ code, message, fix }) => `${code} ${message}. ${fix}`), why: decision.why };
}

/** A name that was judged, or what is left of one that was not. */
function nameIn(text: string): string {
  return text.replaceAll(/[^\w./+-]/g, '').slice(0, 200);
}

function answerOf(outcome: IssueOutcome): string {
  switch (outcome.outcome) {
    case 'opened':
      return `The pull request is ${outcome.url}: a person will look at it.\n`;
    case 'unchanged':
      return 'The catalog has this version already.\n';
    case 'faulty':
      return `To mend, by editing the issue:\n\n${outcome.faults.map((fault) => `- ${asCode(fault)}`).join('\n')}\n`;
    case 'none':
      return `${asCode(outcome.why)}\n`;
  }
}
