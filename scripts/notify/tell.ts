import pLimit from 'p-limit';
import type { Egress } from '../../catalog/net/connector.ts';
import type { Registry } from '../../catalog/registry.ts';
import type { Repository } from '../github.ts';
import { type Issues, openIssues } from './issues.ts';
import { notificationOf } from './notification-of.ts';
import type { Notice, Plan } from './plan.ts';
import { tellWebhook } from './webhook.ts';

/** One message to one place, and why it did not arrive; null when it did. */
export interface Told {
  server: string;
  event: Notice['event'];
  by: 'webhook' | 'issue';
  fault: string | null;
}

/** What messages need: who says it, and the ways out. Without a repository no issue can be written. */
export interface Ways {
  registry: Registry;
  egress: Egress;
  repository: Repository | null;
}

const WEBHOOKS_AT_ONCE = 8;

/** Tells all that is planned. What fails is said, and keeps nothing else from being told. */
export async function tellAll({ notices, dropped }: Plan, ways: Ways): Promise<Told[]> {
  return [...(await tellWebhooks(notices, ways)), ...(await tellIssues({ notices, dropped }, ways))];
}

async function tellWebhooks(notices: Notice[], { registry, egress }: Ways): Promise<Told[]> {
  const limit = pLimit(WEBHOOKS_AT_ONCE);
  return Promise.all(
    notices.flatMap((notice) => {
      const { webhook } = notice.notify;
      if (webhook === undefined) return [];
      return limit(async () =>
        told(notice, 'webhook', await tellWebhook(webhook, notificationOf(notice, registry), egress)),
      );
    }),
  );
}

/** One after the other, as they happened. */
async function tellIssues({ notices, dropped }: Plan, { registry, repository }: Ways): Promise<Told[]> {
  const wanted = notices.filter(({ notify }) => notify.issue);
  // What is over is not left open, though nothing more is said of it today.
  const over = dropped.filter(({ notify, event }) => notify.issue && event === 'ended');
  if (wanted.length + over.length === 0) return [];
  const issues = await issuesOf(repository);
  const all: Told[] = [];
  for (const notice of wanted) {
    const fault =
      typeof issues === 'string' ? issues : await issues.tell(notificationOf(notice, registry), notice.notify);
    all.push(told(notice, 'issue', fault));
  }
  if (typeof issues === 'string') return all;
  for (const notice of over) {
    const fault = await issues.close(notice.incident.server);
    if (fault !== null) all.push(told(notice, 'issue', fault));
  }
  return all;
}

async function issuesOf(repository: Repository | null): Promise<Issues | string> {
  if (!repository) return 'GITHUB_TOKEN and GITHUB_REPOSITORY are not set';
  return openIssues(repository).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}

function told({ incident: { server }, event }: Notice, by: Told['by'], fault: string | null): Told {
  return { server, event, by, fault };
}
