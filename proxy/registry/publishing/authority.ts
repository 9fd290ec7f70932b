import { mayPublish } from '../../../catalog/publish/ownership/may-publish.ts';
import { isModerator } from '../../../catalog/publish/ownership/moderator.ts';
import { isPermitted } from '../../../catalog/publish/ownership/permission.ts';
import { standingOf } from '../../../catalog/publish/ownership/standing.ts';
import { Registry } from '../../../catalog/registry.ts';
import type { CatalogSources } from '../../../catalog/sources.ts';
import { ProxyError } from '../../error.ts';
import type { Who } from './tokens.ts';

/** What someone may do with a name. `owner` is the account that goes into the listing of a new entry. */
export interface Authority {
  /** Whether the name is theirs: then they change the entry as its owner, also where they are moderators. */
  isHolder: boolean;
  isModerator: boolean;
  mayPublish: boolean;
  owner: number | null;
  why: string;
}

/**
 * What someone may do with a name, as the catalog says where a change starts from. It is theirs where `mayPublish` says so,
 * and of accounts of the operator's issuer by the patterns of their token, where nobody owns the entry. Moderators are the
 * accounts that registry.json names, who may publish too, and whoever has a token to edit it, who may not. Pure.
 */
export function authorityOver(name: string, { identity, permissions }: Who, sources: CatalogSources): Authority {
  const decision = mayPublish(name, identity, standingOf(sources, name));
  const registry = Registry.safeParse(sources.registry?.value).data;
  const isNamed = registry !== undefined && isModerator(identity, registry);
  const moderates = isNamed || isPermitted(permissions, 'edit', name);
  if (decision.allowed) {
    return { isHolder: true, isModerator: moderates, mayPublish: true, owner: decision.owner, why: decision.why };
  }
  const isOurs = identity.method === 'oidc' && decision.code !== 'E401' && isPermitted(permissions, 'publish', name);
  const why = isOurs
    ? `${identity.subject} may publish ${name}`
    : `${decision.why}. ${decision.fix} (${decision.code})`;
  return { isHolder: isOurs, isModerator: moderates, mayPublish: isOurs || isNamed, owner: null, why };
}

/** The fault of someone who may not change a name: with what their token lets them publish. */
export function forbidden({ why }: Authority, { permissions }: Who): ProxyError {
  const patterns = permissions.map(({ action, resource }) => `${action} ${resource}`).join(', ') || 'nothing';
  return new ProxyError('forbidden', `${why}. This token lets you: ${patterns}`);
}
