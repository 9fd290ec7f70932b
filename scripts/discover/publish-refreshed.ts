import type { Author } from '../../catalog/git/git.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { changeCatalog } from '../../catalog/publish/git-branch.ts';
import { placeToPush } from '../../catalog/publish/github/place-to-push.ts';
import { closePullRequest, findPullRequest, refreshPullRequest } from '../../catalog/publish/github/pull-request.ts';
import { asCode } from '../pull-request/summary.ts';
import type { BatchPlace, PublishedBatch } from './publish.ts';
import { type Refreshed, submissionsOf } from './refresh/refresh-entry.ts';
import { newsOf, versionsOf } from './refresh/table.ts';

/** Where what is new of known entries waits: one branch, made anew each time. */
const BRANCH = 'refresh/known';
const TITLE = 'Bring known servers up to date';
const STALE = 'Nothing of this is new any more. Closed by `npm run discover`.';

interface Options {
  place: BatchPlace;
  author: Author;
  /** Nothing is pushed, opened or closed. */
  dryRun?: boolean;
}

/** Proposes what is new of known entries, all in one pull request; null where nothing is. Throws `UserError`. */
export async function publishRefreshed(
  refreshed: readonly Refreshed[],
  { place, author, dryRun = false }: Options,
): Promise<PublishedBatch | null> {
  const changed = refreshed.filter(({ next, facts }) => next !== null || facts !== null);
  const github = place.kind === 'github' ? place.github : null;
  const target =
    place.kind === 'git'
      ? { repository: place.repository, headFor: (branch: string) => branch }
      : await placeToPush(place.github, { dryRun: dryRun || changed.length === 0 });
  const pull = { head: target.headFor(BRANCH), base: target.repository.branch };
  if (changed.length === 0) {
    const open = github && (await findPullRequest(github, pull));
    if (!github || !open) return null;
    if (!dryRun) await closePullRequest(github, open.number, STALE);
    return { branch: BRANCH, outcome: 'closed', servers: [], left: [], body: '', url: open.url };
  }
  const { result, commit, isPushed } = await changeCatalog(target.repository, {
    ...{ to: BRANCH, author, dryRun, message: `${TITLE}\n\n${changed.map(rowFor).join('\n')}` },
    change: (folder, at) => publishToFolder(folder, changed.flatMap(submissionsOf), { now: () => at }),
  });
  const left = result.results.flatMap(({ name, outcome, problems }) =>
    outcome === 'refused' ? [{ name, why: problems.map(({ code, message }) => `${code} ${message}`).join('; ') }] : [],
  );
  const batch = { branch: BRANCH, servers: changed.map(({ name }) => name), left, body: bodyFor(changed) };
  if (commit === null) return { ...batch, outcome: left.length > 0 ? 'refused' : 'unchanged' };
  if (!github || dryRun) return { ...batch, outcome: isPushed || dryRun ? 'opened' : 'unchanged' };
  const said = await refreshPullRequest(github, { ...pull, title: TITLE, body: batch.body });
  const isUpdated = isPushed || said.isChanged;
  return { ...batch, url: said.url, outcome: said.isNew ? 'opened' : isUpdated ? 'updated' : 'unchanged' };
}

function bodyFor(changed: readonly Refreshed[]): string {
  return [
    'Found by `npm run discover -- --refresh`: newer versions of the same packages, and what became of repositories and packages. No entry reaches or installs anything else than before.',
    `| server | version | news |\n|---|---|---|\n${changed.map(rowFor).join('\n')}`,
    'A fact is a dated line in `listing.json`. Whether a server whose package is deprecated, or whose repository is gone, is to be deprecated here is for a person to say.',
  ].join('\n\n');
}

/** Text of strangers stands in code: it mentions nobody, links nowhere, and is no HTML. */
function rowFor(entry: Refreshed): string {
  const cell = (text: string) => asCode(text.replaceAll('|', '¦'), 200);
  return `| ${cell(entry.name)} | ${cell(versionsOf(entry))} | ${newsOf(entry).map(cell).join('<br>') || 'a new version'} |`;
}
