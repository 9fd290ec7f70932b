import type { Refused } from '../../../catalog/refused.ts';
import { compareVersions } from '../../../catalog/version.ts';
import { addressKey, type Identity, repositoryPage } from './identity.ts';
import { hostOf, isOf } from './trust.ts';

/** A server, as far as it matters whether somebody refused it. */
export interface Asked {
  name: string;
  version: string;
  identity: Identity;
}

/** Who was refused, and who asked not to be listed: looked up by all that a server is known by. */
export class Refusals {
  /** By key: up to which version; null for all. */
  readonly #refused = new Map<string, (string | null)[]>();
  readonly #out = new Set<string>();
  readonly #hosts = new Set<string>();

  constructor({ refused, optedOut }: Refused) {
    for (const { names = [], packages = [], remotes = [], repositories = [], upTo = null } of refused)
      for (const key of [...names, ...packages, ...remotes.map(keyOf), ...repositories.map(pageOf)])
        this.#refused.set(key.toLowerCase(), [...(this.#refused.get(key.toLowerCase()) ?? []), upTo]);
    for (const { names = [], hosts = [], repositories = [] } of optedOut) {
      for (const key of [...names, ...repositories.map(pageOf)]) this.#out.add(key.toLowerCase());
      for (const host of hosts) this.#hosts.add(host);
    }
  }

  has({ name, version, identity: { packages, remotes, repositories } }: Asked): boolean {
    if (this.#refused.size + this.#out.size + this.#hosts.size === 0) return false;
    const pages = repositories.map((key) => key.replace(/#.*$/, ''));
    const keys = [name, ...packages, ...remotes, ...pages].map((key) => key.toLowerCase());
    const [namespace = ''] = name.toLowerCase().split('/');
    return (
      keys.some((key) => this.#refused.get(key)?.some((upTo) => upTo === null || !isNewer(version, upTo))) ||
      [...keys, `${namespace}/*`].some((key) => this.#out.has(key)) ||
      (this.#hosts.size > 0 && remotes.some((remote) => [...this.#hosts].some((host) => isOf(hostOf(remote), host))))
    );
  }
}

function isNewer(version: string, than: string): boolean {
  const publishedAt = '2000-01-01T00:00:00Z';
  return compareVersions({ version, publishedAt }, { version: than, publishedAt }) > 0;
}

function keyOf(url: string): string {
  return addressKey(url) ?? url;
}

function pageOf(url: string): string {
  return repositoryPage(url) ?? url;
}
