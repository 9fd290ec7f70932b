import type { Find, SourceName } from '../find.ts';
import { repositoryOwner } from './identity.ts';

/**
 * Whose word counts before whose: registry, the publisher's own file in its repository, server card, package metadata,
 * image labels, what runs or lies here. What people wrote in the catalog counts before all.
 */
const RANK: Record<SourceName, number> = {
  'official-registry': 1,
  ...{ github: 2, domain: 3, npm: 4, pypi: 4, oci: 5, docker: 6, kubernetes: 6, openapi: 7, 'local-folder': 7 },
  'client-config': 8,
};

/** The place of a find in the order of trust, the most trusted first; a name that is only guessed comes after all others. */
export function rankOf({ source, evidence, nameOrigin }: Find): number {
  const isGuess = evidence === 'guessed' || nameOrigin === 'derived';
  return RANK[source] + (isGuess ? 20 : evidence === 'claimed' ? 10 : 0);
}

/** Whether the source knows whose the name is: the official registry, which asked; the account or the domain that it is of. */
export function isOwners(find: Find, name: string): boolean {
  if (find.evidence !== 'proven' || find.nameOrigin !== 'publisher') return false;
  const [namespace = ''] = name.split('/');
  if (find.source === 'github') {
    const owner = namespace.startsWith('io.github.') ? namespace.slice('io.github.'.length).toLowerCase() : null;
    return owner !== null && owner === repositoryOwner(find.where);
  }
  return find.source === 'official-registry' || find.source === 'domain';
}

/** The domain of a namespace: `example.com` of `com.example`. An account's is none. */
export function domainOf(namespace: string): string | null {
  if (/^io\.git(hub|lab)\./.test(namespace)) return null;
  return namespace.split('.').reverse().join('.').toLowerCase();
}

/** Whether a host is a domain, or below it. */
export function isOf(host: string | null, domain: string | null): boolean {
  return host !== null && domain !== null && (host === domain || host.endsWith(`.${domain}`));
}

/** The host of an http address; null where it is none. */
export function hostOf(url: string | undefined): string | null {
  const [, plain] = PLAIN.exec(url ?? '') ?? [];
  if (plain !== undefined) return plain;
  return url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? new URL(url).hostname : null;
}

/** Most addresses say their host in so many letters; a last part of letters makes it a name, and no number. */
const PLAIN = /^https?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]+)(?:\/|$)/;
