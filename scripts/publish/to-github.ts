import type { Egress } from '../../catalog/net/connector.ts';
import { changeCatalog } from '../../catalog/publish/git-branch.ts';
import { placeToPush } from '../../catalog/publish/github/place-to-push.ts';
import { openPullRequest } from '../../catalog/publish/github/pull-request.ts';
import type { GithubRepository } from '../../catalog/publish/github/repository.ts';
import { verifyGithubToken } from '../../catalog/publish/ownership/github-token.ts';
import type { Account, Identity } from '../../catalog/publish/ownership/identity.ts';
import { ProofError } from '../../catalog/publish/ownership/proof-error.ts';
import { UserError } from '../command.ts';
import { changeFor } from './change-for.ts';
import type { Outcome } from './outcome.ts';
import type { ReadServer } from './read-server.ts';
import { outcomeOf } from './to-branch.ts';

/** Whose token it is: the account that speaks, and all that it speaks for. */
export interface Publisher {
  account: Account;
  identity: Identity;
}

/** Asks GitHub whose token this is. Throws `UserError` with what to do. */
export async function publisherOf({ api, token }: GithubRepository, egress: Egress): Promise<Publisher> {
  try {
    const identity = await verifyGithubToken(token, { ...(api === undefined ? {} : { api }), egress });
    if (identity.method === 'github-at') return { account: identity.account, identity };
  } catch (error) {
    if (error instanceof ProofError) throw new UserError(`${error.message}. ${error.fix}`, { cause: error });
    throw error;
  }
  throw new UserError('This token is none of an account');
}

/**
 * Publishes a version by a pull request: from the repository itself where the account may push, else from its fork. First it
 * is tried in a copy, so that what is refused leaves nothing behind, no fork either.
 */
export async function publishToGithub(
  github: GithubRepository,
  server: ReadServer,
  { publisher: { account, identity }, dryRun }: { publisher: Publisher; dryRun: boolean },
): Promise<Outcome> {
  const author = { name: account.login, email: `${account.id}+${account.login}@users.noreply.github.com` };
  const change = changeFor(server, { author, identity });
  const { repository } = await placeToPush(github, { dryRun: true });
  const tried = await changeCatalog(repository, { ...change, dryRun: true });
  const outcome = outcomeOf(server, tried, { dryRun });
  if (tried.commit === null) return outcome;
  if (dryRun) return { ...outcome, outcome: 'opened' };

  const place = await placeToPush(github);
  const { branch, result } = await changeCatalog(place.repository, change);
  const pull = await openPullRequest(github, {
    ...{
      head: place.headFor(branch),
      base: place.repository.branch,
      title: `Publish ${server.name} ${server.version}`,
    },
    body: bodyFor(server, result.why),
  });
  return { ...outcome, branch, outcome: pull.isNew ? 'opened' : 'open', url: pull.url };
}

function bodyFor({ name, version }: ReadServer, why: string): string {
  return [
    `Publishes \`${name}\` ${version}.`,
    `The catalog's rules were kept when this was opened, and ${why}.`,
    'Made by `npm run publish`; publish again to bring it up to date.',
  ].join('\n\n');
}
