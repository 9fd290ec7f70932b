import { isObject } from '../../../catalog/json/json.ts';
import { imageOf } from '../../../catalog/packages/image.ts';
import { packagesOf, remotesOf, textIn } from '../../../catalog/rules/server-view.ts';

/** By what a server is known again, beside its name: each the same text for the same thing, however it was written. */
export interface Identity {
  /** `npm:@acme/weather`: without a version. */
  packages: string[];
  /** `https://weather.example.com/mcp`: lower case where case says nothing, and no slash at the end. */
  remotes: string[];
  /** `github:1234#src/mcp`, or `https://github.com/acme/weather#`: what is in one folder of one repository. */
  repositories: string[];
}

/** The identity of a `server.json`, as far as it can be read. `repositoryId` is `github:1234`. */
export function identityOf(server: unknown, repositoryId?: string): Identity {
  return {
    packages: packagesOf(server)
      .slice(0, MOST)
      .flatMap(({ value }) => {
        const key = packageKey(textIn(value, 'registryType'), textIn(value, 'identifier'));
        return key === null ? [] : [key];
      }),
    remotes: remotesOf(server)
      .slice(0, MOST)
      .flatMap(({ value }) => {
        const key = addressKey(textIn(value, 'url'));
        return key === null ? [] : [key];
      }),
    repositories: repositoryKeys(isObject(server) ? server.repository : undefined, repositoryId),
  };
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

function repositoryKeys(repository: unknown, id: string | undefined): string[] {
  const folder = (textIn(repository, 'subfolder') ?? '').replace(/^\.?\/+|\/+$/g, '');
  const [host] = (id ?? '').split(':');
  const said = textIn(repository, 'id');
  const number = id ?? (said && textIn(repository, 'source') === 'github' ? `github:${said}` : undefined);
  const page = repositoryPage(textIn(repository, 'url'));
  return [
    ...(number && (host !== '' || said) ? [`${number}#${folder}`] : []),
    ...(page === null ? [] : [`${page}#${folder}`]),
  ];
}

/** The page of a repository, as `addressKey` gives it, from whatever way it was said; null where it has none. */
export function repositoryPage(url: string | undefined): string | null {
  const page = url
    ?.trim()
    .replace(/^git\+/, '')
    .replace(/^(?:ssh:\/\/)?git@([\w.-]+)[:/]/, 'https://$1/')
    .replace(/^(?:git|http):\/\//, 'https://')
    .replace(/^https:\/\/www\.(?=github|gitlab)/, 'https://')
    .replace(/\/+$|\.git\/*$/, '');
  const key = addressKey(page);
  // The host of these tells apart no letters of an owner or a repository.
  return key !== null && /^https:\/\/git(hub|lab)\.com\//.test(key) ? key.toLowerCase() : key;
}

/** The account that a repository on GitHub belongs to, in lower case. */
export function repositoryOwner(url: string | undefined): string | null {
  return /^https:\/\/github\.com\/([^/]+)\/[^/]+/.exec(repositoryPage(url) ?? '')?.[1] ?? null;
}
