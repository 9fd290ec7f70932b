import { valid } from 'semver';
import type { Image } from '../../../../catalog/packages/image.ts';
import type { Find } from '../../find.ts';
import type { Flag } from '../../flag.ts';
import type { ImageSaid } from './labels-read.ts';
import { isPinned } from './newest-tag.ts';

const SERVER_NAME = /^[a-zA-Z0-9.-]{1,100}\/[a-zA-Z0-9._-]{1,100}$/;

/**
 * An image as a find; null where no label names its server, save in Docker's own namespace for servers: there it has a
 * derived name. What an image says of itself proves that the image is the server's, as npm's `mcpName` does of a package.
 */
export function imageFind(
  image: Image,
  { name, title, description, version, source }: ImageSaid,
  at: string,
  about?: string,
): Find | null {
  const { registry, repository, reference } = image;
  const isNamed = name !== undefined && SERVER_NAME.test(name);
  const [, ownName] = registry === 'docker.io' ? (/^mcp\/([a-z0-9._-]+)$/.exec(repository) ?? []) : [];
  if (!isNamed && (name !== undefined || ownName === undefined)) return null;
  const isDigest = reference.startsWith('sha256:');
  const identifier = `${registry}/${repository}${isDigest ? '@' : ':'}${reference}`;
  const server = {
    ...{ name: isNamed ? name : `io.docker.mcp/${ownName}`, title, description: description ?? about },
    ...{
      version: version ?? (isDigest ? undefined : (valid(reference) ?? undefined)),
      repository: repositoryOf(source),
    },
    packages: [{ registryType: 'oci', identifier, transport: { type: 'stdio' } }],
  };
  return {
    ...{ source: 'oci', where: identifier, at },
    server: Object.fromEntries(Object.entries(server).filter(([, value]) => value !== undefined)),
    ...(isNamed ? { nameOrigin: 'publisher', evidence: 'proven' } : { nameOrigin: 'derived', evidence: 'guessed' }),
    flags: [...(isNamed ? [] : [derivedFlag(repository)]), ...(isPinned(reference) ? [] : [unpinnedFlag(reference)])],
  };
}

function derivedFlag(repository: string): Flag {
  return { code: 'name-derived', pointer: '/name', message: `No label of ${repository} names its server` };
}

function unpinnedFlag(tag: string): Flag {
  const message = `The tag ${tag} is whatever was pushed last`;
  return { code: 'version-unpinned', pointer: '/packages/0/identifier', message };
}

const HOSTS: Record<string, string> = { 'github.com': 'github', 'gitlab.com': 'gitlab' };

/** A repository's address, by a host that the format knows, and without a secret in it. */
function repositoryOf(source = ''): { url: string; source: string } | undefined {
  const url = URL.canParse(source) ? new URL(source) : null;
  const host = url && HOSTS[url.hostname];
  const [, place] = /^(\/[\w.-]+\/[\w.-]+?)(?:\.git)?(?:\/.*)?$/.exec(url?.pathname ?? '') ?? [];
  if (!url || !host || url.protocol !== 'https:' || place === undefined) return undefined;
  return { url: `${url.origin}${place}`, source: host };
}
