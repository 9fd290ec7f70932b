import type { Github } from './github.ts';

/** The workflow that checks pull requests: a run of another with its name is none of ours. */
const WORKFLOW = '.github/workflows/pull-request.yml';

/** An open pull request, as GitHub tells it. */
export interface Pull {
  number: number;
  nodeId: string;
  head: string;
  baseBranch: string;
  isDraft: boolean;
  author: { id: number; login: string; isPerson: boolean; ownsHead: boolean };
  labels: string[];
  run: { id: number; url: string };
}

/** The pull request that a run has checked; or why there is none to decide on. */
export type FoundPull = { pull: Pull } | { pull: null; why: string };

/**
 * Finds the pull request of a run by the commit and the repository that GitHub says the run was for. What a run hands over is
 * not asked: whoever opens a pull request can have it say anything. (Of forks, the run itself does not name it.)
 */
export async function findPull({ rest, at }: Github, runId: number): Promise<FoundPull> {
  const { data: run } = await rest.actions.getWorkflowRun({ ...at, run_id: runId });
  // A branch that the workflow ran from may stand behind an @.
  if (run.event !== 'pull_request' || run.path.split('@')[0] !== WORKFLOW)
    return { pull: null, why: `run ${runId} is no check of a pull request` };
  const from: typeof run.head_repository | null = run.head_repository;
  if (!from || !run.head_branch) return { pull: null, why: 'the repository that it came from is gone' };
  const head = `${from.owner.login}:${run.head_branch}`;
  const { data: pulls } = await rest.pulls.list({ ...at, state: 'open', head, per_page: 100 });
  const pull = pulls.find(({ head: of, base }) => {
    const repo: typeof of.repo | null = of.repo;
    return of.sha === run.head_sha && repo?.id === from.id && base.ref === base.repo.default_branch;
  });
  if (!pull) return { pull: null, why: `no open pull request to the default branch has the commit ${run.head_sha}` };
  const { user } = pull;
  if (!user) return { pull: null, why: `the author of #${pull.number} is gone` };
  const isTheirs = from.id === pull.base.repo.id || from.owner.id === user.id;
  return {
    pull: {
      number: pull.number,
      nodeId: pull.node_id,
      head: pull.head.sha,
      baseBranch: pull.base.ref,
      isDraft: pull.draft === true,
      author: {
        id: user.id,
        login: user.login,
        isPerson: user.type === 'User',
        ownsHead: isTheirs && run.actor?.id === user.id,
      },
      labels: pull.labels.map(({ name }) => name),
      run: { id: run.id, url: run.html_url },
    },
  };
}
