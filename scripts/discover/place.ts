import { GITHUB_API } from '../../catalog/publish/github/repository.ts';
import { EXIT, UserError } from '../command.ts';
import { targetOf } from '../publish/target.ts';
import { defaultBranch } from '../publish/to-branch.ts';
import { githubToken } from '../publish/token.ts';
import type { BatchPlace } from './publish.ts';

/**
 * Where what was found is proposed: OWNER/REPOSITORY on GitHub, or the address of a git repository; by default where this
 * catalog comes from. `from` is the folder that it was typed in. Throws `UserError`.
 */
export async function placeOf(
  registry: string | undefined,
  { catalog, from, api = GITHUB_API }: { catalog: string; from: string; api?: string | undefined },
): Promise<BatchPlace> {
  const target = await targetOf(registry, { catalog, from, api });
  if (target.kind === 'git') {
    return { kind: 'git', repository: { remote: target.remote, branch: await defaultBranch(target.remote, from) } };
  }
  if (target.kind === 'folder') {
    const message = `What was found is proposed by branches: ${target.folder} is a folder. To write into it: --review`;
    throw new UserError(message, { exitCode: EXIT.misuse });
  }
  const token = githubToken(undefined);
  const message = `Proposing to ${target.repository} takes a token of GitHub: GITHUB_TOKEN=$(gh auth token) npm run discover -- …`;
  if (token === undefined) throw new UserError(message, { exitCode: EXIT.misuse });
  return { kind: 'github', github: { api, repository: target.repository, token } };
}
