import { UserError } from '../command.ts';
import { askGithub, type Repository } from '../github.ts';

/** Enables a workflow by its file (GitHub REST API, "Enable a workflow"); one that is on stays on. Throws `UserError`. */
export async function enableWorkflow(workflow: string, repository: Repository): Promise<void> {
  const path = `/actions/workflows/${encodeURIComponent(workflow)}/enable`;
  const answer = await askGithub(repository, 'PUT', path).catch((cause: unknown) => {
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
