import type { Pull } from './find-pull.ts';
import { type Github, refusalOf } from './github.ts';

/** What became of a merge. `waits` where GitHub merges by itself once its other checks have passed. */
export type Merge = { result: 'merged' | 'waits' } | { result: 'refused'; why: string };

const ENABLE = `mutation ($id: ID!, $head: GitObjectID!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, expectedHeadOid: $head, mergeMethod: SQUASH }) { clientMutationId }
}`;

/** Merges exactly the commit that was judged; where other checks are still to pass, leaves it to GitHub. */
export async function mergePull({ rest, graphql, at }: Github, { number, nodeId, head }: Pull): Promise<Merge> {
  try {
    // A refusal stays one, however often it is asked for.
    const once = { request: { retries: 0 } };
    await rest.pulls.merge({ ...at, pull_number: number, sha: head, merge_method: 'squash', ...once });
    return { result: 'merged' };
  } catch (error) {
    const { status, message } = refusalOf(error);
    if (status !== 405) return { result: 'refused', why: `GitHub answers ${status}: ${message}` };
  }
  try {
    await graphql(ENABLE, { id: nodeId, head });
    return { result: 'waits' };
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 300) : String(error);
    return { result: 'refused', why: `GitHub neither merges it nor waits for its checks: ${why}` };
  }
}

/** Starts a workflow on the branch: what a job does with its own token starts none by itself. Null, or why it did not start. */
export async function startWorkflow({ rest, at }: Github, workflow: string, branch: string): Promise<string | null> {
  try {
    await rest.actions.createWorkflowDispatch({ ...at, workflow_id: workflow, ref: branch });
    return null;
  } catch (error) {
    const { status } = refusalOf(error);
    return `${workflow} could not be started, GitHub answers ${status}: the site is built at its next turn`;
  }
}
