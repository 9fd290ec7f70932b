import { type Author, gitOutput, withoutSecrets } from '../../catalog/git/git.ts';
import { type CatalogRepository, type ChangedCatalog, changeCatalog } from '../../catalog/publish/git-branch.ts';
import { UserError } from '../command.ts';
import { changeFor, type Settled } from './change-for.ts';
import type { Outcome } from './outcome.ts';
import { inOwnFile, type ReadServer } from './read-server.ts';

/**
 * Pushes a version to a branch of its own in any git repository, for somebody to look at and to merge. It is done in the
 * name that git knows the person by.
 */
export async function publishToBranch(
  repository: CatalogRepository,
  server: ReadServer,
  { dryRun, from }: { dryRun: boolean; from: string },
): Promise<Outcome> {
  const change = changeFor(server, { author: await ownAuthor(from), identity: null });
  const changed = await changeCatalog(repository, { ...change, dryRun });
  const outcome = outcomeOf(server, changed, { dryRun });
  if (changed.commit === null) return outcome;
  const { remote, branch } = repository;
  const fetched = `git fetch ${withoutSecrets(remote)}`;
  return {
    ...outcome,
    outcome: changed.isPushed || dryRun ? 'pushed' : 'waiting',
    next: [
      `look at it: ${fetched} ${branch} ${changed.branch} && git show FETCH_HEAD`,
      `merge it: git pull --no-rebase ${withoutSecrets(remote)} ${changed.branch}`,
    ],
  };
}

/** What a change came to, before anybody heard of its branch. */
export function outcomeOf(
  server: ReadServer,
  { result: { result, refusal }, branch, commit, diff }: ChangedCatalog<Settled>,
  { dryRun }: { dryRun: boolean },
): Outcome {
  const { source, name, version } = server;
  const outcome = result?.outcome ?? 'refused';
  return {
    ...{ file: source.file, name, version, outcome, problems: inOwnFile(result?.problems ?? [], server) },
    ...(refusal ? { refusal } : {}),
    ...(commit === null ? {} : { branch }),
    ...(dryRun ? { diff } : {}),
  };
}

/** The branch that a repository calls its own. */
export async function defaultBranch(remote: string, cwd: string): Promise<string> {
  const what = `Reading ${withoutSecrets(remote)}`;
  const said = await gitOutput(what, ['ls-remote', '--symref', '--', remote, 'HEAD'], { cwd });
  const [, branch] = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(said.toString('utf8')) ?? [];
  if (branch === undefined) throw new UserError(`${withoutSecrets(remote)} does not say which branch is its own`);
  return branch;
}

async function ownAuthor(cwd: string): Promise<Author> {
  const what = 'Asking git for your name (git config --global user.name, user.email)';
  const said = await gitOutput(what, ['var', 'GIT_COMMITTER_IDENT'], { cwd });
  const [, name = '', email = ''] = /^(.*) <(.*)> \d+ [+-]\d+$/.exec(said.toString('utf8').trim()) ?? [];
  return { name, email };
}
