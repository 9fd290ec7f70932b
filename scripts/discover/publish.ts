import { createHash } from 'node:crypto';
import type { Entry } from '../../catalog/entry.ts';
import type { Author } from '../../catalog/git/git.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { type CatalogRepository, changeCatalog } from '../../catalog/publish/git-branch.ts';
import { placeToPush } from '../../catalog/publish/github/place-to-push.ts';
import {
  closePullRequest,
  findPullRequest,
  refreshPullRequest,
  wasDeclined,
} from '../../catalog/publish/github/pull-request.ts';
import type { GithubRepository } from '../../catalog/publish/github/repository.ts';
import { type WaitingChange, waitingChanges } from '../../catalog/publish/waiting.ts';
import type { Refused } from '../../catalog/refused.ts';
import type { Candidate } from './candidate.ts';
import { identityOf } from './candidates/identity.ts';
import { Refusals } from './candidates/refusals.ts';
import { isWorthIt, type Proposal, proposalOf, proposalsIn } from './publish/proposal.ts';
import { bodyFor, messageFor, STALE, titleFor } from './publish/words.ts';

/** Where batches go: a repository on GitHub, by pull requests; or any other, by branches. */
export type BatchPlace = { kind: 'github'; github: GithubRepository } | { kind: 'git'; repository: CatalogRepository };

export interface PublishOptions {
  place: BatchPlace;
  author: Author;
  /** What the catalog has by now. */
  entries: readonly Entry[];
  refused: Refused;
  /** The least confidence that is worth a person's look. */
  least?: Candidate['confidence'];
  /** Servers in one pull request. */
  batchSize?: number;
  /** Nothing is pushed, opened or closed. */
  dryRun?: boolean;
}

/**
 * What became of a batch. `opened`, `updated`, `unchanged`: its pull request, or its branch where there is none; `closed`:
 * all of it is known or refused by now; `declined`: a person closed it, and it is left alone; `refused`: the catalog's rules
 * take none of it.
 */
export interface PublishedBatch {
  branch: string;
  outcome: 'opened' | 'updated' | 'unchanged' | 'closed' | 'declined' | 'refused';
  /** The names of its servers. */
  servers: string[];
  /** What the catalog's rules do not take, and why. */
  left: { name: string; why: string }[];
  /** The words of its pull request, in Markdown. */
  body: string;
  url?: string;
}

const PREFIX = 'discover/';
const BATCH = 25;

/**
 * Proposes candidates to a catalog, a batch on each branch. What waits on a branch stays there, found again or not, until it
 * is known or refused; what is new goes on new branches. The same candidates give the same commits, and nothing is pushed.
 * Throws `UserError`.
 */
export async function publishCandidates(
  candidates: readonly Candidate[],
  { place, author, entries, refused, least = 'medium', batchSize = BATCH, dryRun = false }: PublishOptions,
): Promise<PublishedBatch[]> {
  const worth = new Map(candidates.filter((each) => isWorthIt(each, least)).map((each) => [each.name, each]));
  const target = await targetOf(place, { dryRun: dryRun || worth.size === 0 });
  const waiting = await waitingChanges(target.repository, { prefix: PREFIX, author });
  const settled = settledIn(candidates, { entries, refused });
  const batches = [
    ...waiting.map((change) => ({ branch: change.branch, proposals: stillOpen(change, worth, settled) })),
    ...newBatches(worth, waiting, batchSize),
  ];
  const published: PublishedBatch[] = [];
  for (const { branch, proposals } of batches) {
    const isNew = !waiting.some((change) => change.branch === branch);
    const batch = await publishBatch({ branch, proposals, isNew }, target, { author, dryRun });
    // Of a branch that was merged there is nothing to say any more.
    if (batch) published.push(batch);
  }
  return published;
}

interface Target {
  repository: CatalogRepository;
  github: GithubRepository | null;
  headFor: (branch: string) => string;
}

async function targetOf(place: BatchPlace, { dryRun }: { dryRun: boolean }): Promise<Target> {
  if (place.kind === 'git') return { repository: place.repository, github: null, headFor: (branch) => branch };
  return { ...(await placeToPush(place.github, { dryRun })), github: place.github };
}

/** Tells of a version that waits whether there is nothing to propose any more. */
type Settled = (proposal: Proposal) => boolean;

function settledIn(
  candidates: readonly Candidate[],
  { entries, refused }: Pick<PublishOptions, 'entries' | 'refused'>,
): Settled {
  const refusals = new Refusals(refused);
  const byName = new Map(candidates.map((candidate) => [candidate.name, candidate]));
  const versions = new Map(
    entries.map(({ name, versions }) => [name, new Set(versions.map(({ server }) => server.version))]),
  );
  return ({ name, server }) =>
    versions.get(name)?.has(server.version) === true ||
    byName.get(name)?.known === 'refused' ||
    refusals.has({ name, version: server.version, identity: identityOf(server) });
}

/** What a branch still proposes, as it was last found. */
function stillOpen(change: WaitingChange, worth: ReadonlyMap<string, Candidate>, isSettled: Settled): Proposal[] {
  const proposals = proposalsIn(change).map((proposal) => {
    const found = worth.get(proposal.name);
    return found ? proposalOf(found) : proposal;
  });
  return proposals.filter((proposal) => !isSettled(proposal));
}

function newBatches(worth: ReadonlyMap<string, Candidate>, waiting: readonly WaitingChange[], batchSize: number) {
  const known = new Set(waiting.flatMap(proposalsIn).map(({ name }) => name));
  const proposals = [...worth.values()].filter(({ name }) => !known.has(name)).map(proposalOf);
  proposals.sort((a, b) => (a.name < b.name ? -1 : 1));
  const batches: { branch: string; proposals: Proposal[] }[] = [];
  for (let at = 0; at < proposals.length; at += batchSize) {
    const batch = proposals.slice(at, at + batchSize);
    const hash = createHash('sha256')
      .update(batch.map(({ name }) => name).join('\n'))
      .digest('hex');
    batches.push({ branch: `${PREFIX}${hash.slice(0, 12)}`, proposals: batch });
  }
  return batches;
}

async function publishBatch(
  { branch, proposals, isNew }: { branch: string; proposals: Proposal[]; isNew: boolean },
  { repository, github, headFor }: Target,
  { author, dryRun }: { author: Author; dryRun: boolean },
): Promise<PublishedBatch | null> {
  const pull = { head: headFor(branch), base: repository.branch };
  const nothing = { branch, servers: [], left: [], body: '' };
  if (proposals.length === 0) {
    const open = github && (await findPullRequest(github, pull));
    if (!github || !open) return null;
    if (!dryRun) await closePullRequest(github, open.number, STALE);
    return { ...nothing, outcome: 'closed', url: open.url };
  }
  if (github && !isNew && (await wasDeclined(github, pull))) {
    return { ...nothing, outcome: 'declined', servers: proposals.map(({ name }) => name) };
  }
  const { result, commit, isPushed } = await changeCatalog<Taken>(repository, {
    ...{ to: branch, author, dryRun },
    message: ({ taken }) => messageFor(taken.map(({ row }) => row)),
    change: (folder, at) => settle(proposals, folder, at),
  });
  const rows = result.taken.map(({ row }) => row);
  const batch = { branch, servers: result.taken.map(({ name }) => name), left: result.left, body: bodyFor(rows) };
  if (commit === null) return { ...batch, outcome: 'refused', body: '' };
  const outcome = isPushed || dryRun ? (isNew ? 'opened' : 'updated') : 'unchanged';
  if (!github || dryRun) return { ...batch, outcome };
  const said = await refreshPullRequest(github, { ...pull, title: titleFor(rows.length), body: batch.body });
  const isUpdated = isPushed || said.isChanged;
  return { ...batch, url: said.url, outcome: said.isNew ? 'opened' : isUpdated ? 'updated' : 'unchanged' };
}

/** What the catalog's rules take of a batch, and what they do not. */
interface Taken extends Pick<PublishedBatch, 'left'> {
  taken: Proposal[];
}

/** What the rules take of a batch in a copy of the catalog, and why not the rest. */
async function settle(proposals: readonly Proposal[], folder: string, at: Date): Promise<Taken> {
  const submissions = proposals.map(({ submission }) => submission);
  const { results } = await publishToFolder(folder, submissions, { now: () => at });
  const taken = proposals.filter((_proposal, index) => results[index]?.outcome === 'added');
  const left = proposals.flatMap(({ name }, index) => {
    const { outcome, problems = [] } = results[index] ?? {};
    if (outcome !== 'refused') return [];
    const faults = problems.filter(({ severity }) => severity === 'error');
    return [{ name, why: faults.map(({ code, message }) => `${code} ${message}`).join('; ') }];
  });
  return { taken, left };
}
