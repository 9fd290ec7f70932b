import { UserError } from '../command.ts';

/** A repository on GitHub, and the right to change its workflows. */
export interface Repository {
  api: string;
  /** `owner/name`. */
  repository: string;
  token: string;
}

const TIMEOUT_MS = 30_000;

/** Enables a workflow by its file (GitHub REST API, "Enable a workflow"); one that is on stays on. Throws `UserError`. */
export async function enableWorkflow(workflow: string, { api, repository, token }: Repository): Promise<void> {
  const url = `${api}/repos/${repository}/actions/workflows/${encodeURIComponent(workflow)}/enable`;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'mcp-service-registry',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new UserError(`${workflow} could not be switched on: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  });
  await answer.body?.cancel();
  if (answer.status === 204) return;
  const hint =
    answer.status === 404
      ? ': is there such a workflow?'
      : answer.status === 403
        ? ': the token needs actions: write'
        : '';
  throw new UserError(`${workflow} could not be switched on, GitHub answers ${answer.status}${hint}`);
}
