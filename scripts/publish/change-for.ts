import type { Author } from '../../catalog/git/git.ts';
import { branchFor } from '../../catalog/publish/branch-name.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import type { CatalogChange } from '../../catalog/publish/git-branch.ts';
import type { Identity } from '../../catalog/publish/ownership/identity.ts';
import { type Decision, mayPublish } from '../../catalog/publish/ownership/may-publish.ts';
import { isModerator } from '../../catalog/publish/ownership/moderator.ts';
import { standingOf } from '../../catalog/publish/ownership/standing.ts';
import type { PublishResult } from '../../catalog/publish/submission.ts';
import { readCatalog } from '../../catalog/read-catalog.ts';
import { readRegistry } from '../../catalog/registry-file.ts';
import type { Refusal } from './outcome.ts';
import type { ReadServer } from './read-server.ts';

/** What became of a version in a copy of the catalog, and by which right. */
export interface Settled {
  result: PublishResult | null;
  refusal?: Refusal;
  /** By which right it is published; empty where nobody asked. */
  why: string;
}

/**
 * The change that publishes a version. Where it is known who asks for it, the catalog that the change starts from says whether
 * they may, and a new entry gets them as its owner.
 */
export function changeFor(
  { source, name, version }: ReadServer,
  { author, identity }: { author: Author; identity: Identity | null },
): CatalogChange<Settled> {
  const message = `Publish ${name} ${version}`;
  return {
    ...{ to: branchFor(name, version), author, message },
    change: async (folder, at) => {
      const decision = identity && (await decide(name, identity, folder));
      if (decision && !decision.allowed) {
        const { code, why, fix } = decision;
        return { result: null, refusal: { code, why, fix }, why: '' };
      }
      const owners = typeof decision?.owner === 'number' ? [{ githubId: decision.owner }] : [];
      const submission = { server: source.value, defaults: { nameOrigin: 'publisher' as const, owners } };
      const { results } = await publishToFolder(folder, [submission], { now: () => at });
      return { result: results[0] ?? null, why: decision?.why ?? '' };
    },
  };
}

/** A moderator may publish every name, and does not become its owner by that. */
async function decide(name: string, identity: Identity, folder: string): Promise<Decision> {
  const decision = mayPublish(name, identity, standingOf(readCatalog(folder).sources, name));
  if (decision.allowed || !isModerator(identity, await readRegistry(folder))) return decision;
  return { allowed: true, why: 'a moderator of this registry opened it', owner: null };
}
