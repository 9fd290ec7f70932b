import { isObject } from '../../../catalog/json/json.ts';
import { imageOf } from '../../../catalog/packages/image.ts';
import { textIn } from '../../../catalog/rules/server-view.ts';

/** By what a server is known again, beside its name: each the same text for the same thing, however it was written. */
export interface Identity {
  /** `npm:@acme/weather`: without a version. */
  packages: readonly string[];
  /** `https://weather.example.com/mcp`: lower case where case says nothing, and no slash at the end. */
  remotes: readonly string[];
  /** `github:1234#src/mcp`, or `https://github.com/acme/weather#`: what is in one folder of one repository. */
  repositories: readonly string[];
}

/** The identity of a `server.json`, as far as it can be read. `repositoryId` is `github:1234`. */
export function identityOf(server: unknown, repositoryId?: string): Identity {
  if (!isObject(server)) return { packages: NONE, remotes: NONE, repositories: NONE };
  return {
    packages: keysIn(server.packages, (item) => packageKey(textIn(item, 'registryType'), textIn(item, 'identifier'))),
    remotes: keysIn(server.remotes, (item) => addressKey(textIn(item, 'url'))),
    repositories: repositoryKeys(server.repository, repositoryId),
  };
}

/** Of hundreds of thousands of finds most have no remote, or no repository: they share this one list. */
const NONE: readonly string[] = [];

function keysIn(items: unknown, keyOf: (item: unknown) => string | null): readonly string[] {
  if (!Array.isArray(items) || items.length === 0) return NONE;
  const keys = new Set<string>();
  for (const item of items.slice(0, MOST)) {
    const key = keyOf(item);
    if (key !== null) keys.add(key);
  }
  return keys.size === 0 ? NONE : [...keys];
}

/** Nobody has more packages, or more remotes. */
const MOST = 200;

/** A package without its version; null where it has no name. */
export function packageKey(type: string | undefined, identifier: string | undefined): string | null {
  if (!type || !identifier) return null;
  const name = identifier.trim();
  switch (type) {
    case 'docker':
    case 'oci': {
      const image = imageOf(name);
      return image ? `oci:${image.registry}/${image.repository}` : `oci:${name.replace(/(:[\w.-]+)?(@.*)?$/, '')}`;
    }
    case 'pypi':
      return `pypi:${name.toLowerCase().replace(/[-_.]+/g, '-')}`;
    case 'mcpb':
      // Its address holds the version: the same file is the same package.
      return `mcpb:${addressKey(name) ?? name}`;
    default:
      return `${type}:${name.toLowerCase()}`;
  }
}

/** An http address as one text for all its spellings; null where it is none. Templates stay as they are. */
export function addressKey(url: string | undefined): string | null {
  if (url === undefined || !/^https?:\/\//i.test(url)) return null;
  const plain = PLAIN.exec(url);
  if (plain) return plain[1] ?? null;
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}${search}`;
}

/** Most addresses are written in their one way already, and need no parsing. */
const PLAIN = /^(https:\/\/[a-z0-9.-]*[a-z0-9](?:\/[\w.-]*[\w-])*)\/?$/;

function repositoryKeys(repository: unknown, id: string | undefined): readonly string[] {
  const said = textIn(repository, 'id');
  const number = id ?? (said && textIn(repository, 'source') === 'github' ? `github:${said}` : undefined);
  const page = repositoryPage(textIn(repository, 'url'));
  if (number === undefined && page === null) return NONE;
  const folder = (textIn(repository, 'subfolder') ?? '').replace(/^\.?\/+|\/+$/g, '');
  return [...(number === undefined ? [] : [`${number}#${folder}`]), ...(page === null ? [] : [`${page}#${folder}`])];
}

/** The page of a repository, as `addressKey` gives it, from whatever way it was said; null where it has none. */
export function repositoryPage(url: string | undefined): string | null {
  if (url === undefined) return null;
  if (GITHUB_PAGE.test(url)) return url;
  const page = url
    .trim()
    .replace(/^git\+/, '')
    .replace(/^(?:ssh:\/\/)?git@([\w.-]+)[:/]/, 'https://$1/')
    .replace(/^(?:git|http):\/\//, 'https://')
    .replace(/^https:\/\/www\.(?=github|gitlab)/, 'https://')
    .replace(/\/+$|\.git\/*$/, '');
  const key = addressKey(page);
  // The host of these tells apart no letters of an owner or a repository.
  return key !== null && /^https:\/\/git(hub|lab)\.com\//.test(key) ? key.toLowerCase() : key;
}

/** Most are said so already. */
const GITHUB_PAGE = /^https:\/\/github\.com\/[a-z0-9-]+\/[a-z0-9_-]+$/;

/** The account that a repository on GitHub belongs to, in lower case. */
export function repositoryOwner(url: string | undefined): string | null {
  return /^https:\/\/github\.com\/([^/]+)\/[^/]+/.exec(repositoryPage(url) ?? '')?.[1] ?? null;
}
