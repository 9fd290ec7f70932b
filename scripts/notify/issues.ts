import type { operations } from '@octokit/openapi-types';
import * as z from 'zod';
import type { Notify } from '../../catalog/listing.ts';
import type { Notification } from '../../catalog/status/notification.ts';
import { askGithub, type Repository } from '../github.ts';
import { confirmedText, endedText, newsMark, serverMark, titleOf } from './issue-text.ts';

type BodyOf<Operation extends 'issues/create' | 'issues/create-comment' | 'issues/update'> = NonNullable<
  operations[Operation]['requestBody']
>['content']['application/json'];

/** Only who may sort issues can give one this label, so nobody else can have theirs taken for ours. */
const LABEL = 'incident';
const PAGE = 100;
const MOST_PAGES = 10;

const Issue = z.looseObject({
  number: z.int(),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.looseObject({ name: z.string().optional() })])).default([]),
  pull_request: z.unknown().optional(),
});
type Issue = z.infer<typeof Issue>;

/** The open issues of a repository that tell of incidents. */
export interface Issues {
  /** Tells of a notification in the issue of its server, of which there is one at most. Null when that is done, else why not. */
  tell(notification: Notification, notify: Notify): Promise<string | null>;
  /** Closes the issue of a server, if it has one, without a word. */
  close(server: string): Promise<string | null>;
}

/** Reads which issues are open. Throws an `Error` that says why GitHub does not tell. */
export async function openIssues(repository: Repository): Promise<Issues> {
  const open = await readIssues(repository);
  const issueOf = (server: string) => open.find(({ body }) => body?.includes(serverMark(server)));

  const create = async (notification: Notification, notify: Notify) => {
    const body = confirmedText(notification, notify);
    const issue: BodyOf<'issues/create'> = { title: titleOf(notification), body, labels: [LABEL] };
    const created = Issue.parse(await (await done(askGithub(repository, 'POST', '/issues', issue))).json());
    open.push({ ...created, body });
    const isLabelled = created.labels.some((label) => (typeof label === 'string' ? label : label.name) === LABEL);
    if (!isLabelled) throw new Error(`GitHub did not label #${created.number} "${LABEL}": it will not be found again`);
  };
  const comment = async ({ number }: Issue, body: string) => {
    const said: BodyOf<'issues/create-comment'> = { body };
    await done(askGithub(repository, 'POST', `/issues/${number}/comments`, said));
  };
  const close = async (issue: Issue) => {
    const closed: BodyOf<'issues/update'> = { state: 'closed', state_reason: 'completed' };
    await done(askGithub(repository, 'PATCH', `/issues/${issue.number}`, closed));
    open.splice(open.indexOf(issue), 1);
  };

  return {
    tell: (notification, notify) =>
      whyNot(async () => {
        const issue = issueOf(notification.server);
        if (notification.event === 'confirmed') {
          if (!issue) await create(notification, notify);
          // A job that runs anew finds what it opened.
          else if (!issue.body?.includes(newsMark(notification)))
            await comment(issue, confirmedText(notification, notify));
        } else if (issue) {
          await comment(issue, endedText(notification));
          await close(issue);
        }
      }),
    close: (server) =>
      whyNot(async () => {
        const issue = issueOf(server);
        if (issue) await close(issue);
      }),
  };
}

async function readIssues(repository: Repository): Promise<Issue[]> {
  const found: Issue[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const asked = `/issues?state=open&labels=${LABEL}&per_page=${PAGE}&page=${page}`;
    const issues = z.array(Issue).parse(await (await done(askGithub(repository, 'GET', asked))).json());
    found.push(...issues.filter(({ pull_request: request }) => request === undefined));
    if (issues.length < PAGE) break;
  }
  return found;
}

/** The answer, when it says that it is done. */
async function done(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.ok) return response;
  await response.body?.cancel();
  const hint =
    response.status === 403 ? ': the token needs issues: write' : response.status === 410 ? ': issues are off' : '';
  throw new Error(`GitHub answers ${response.status}${hint}`);
}

async function whyNot(act: () => Promise<void>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
