import type { Author } from '../../catalog/git.ts';
import { branchFor } from '../../catalog/publish/branch-name.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import type { CatalogChange } from '../../catalog/publish/git-branch.ts';
import type { Identity } from '../../catalog/publish/ownership/identity.ts';
import { mayPublish } from '../../catalog/publish/ownership/may-publish.ts';
import { standingOf } from '../../catalog/publish/ownership/standing.ts';
import type { PublishResult } from '../../catalog/publish/submission.ts';
import { readCatalog } from '../../catalog/read-catalog.ts';
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
      const decision = identity && mayPublish(name, identity, standingOf(readCatalog(folder).sources, name));
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
