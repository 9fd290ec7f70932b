import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GITHUB_API } from '../../catalog/publish/github/repository.ts';
import { readRegistry } from '../../catalog/registry-file.ts';
import { EXIT, UserError } from '../command.ts';

/** Where a version is published: in a catalog's folder, on GitHub by a pull request, or as a branch of any git repository. */
export type Target =
  | { kind: 'folder'; folder: string }
  | { kind: 'github'; repository: string }
  | { kind: 'git'; remote: string };

interface Surroundings {
  /** The catalog of this checkout. */
  catalog: string;
  /** Where relative folders start. */
  from: string;
  api?: string | undefined;
}

/**
 * What `--registry` means: a folder, `owner/name` or an address. Without it, the repository that the catalog names, if it is
 * on GitHub; else the catalog itself. Throws `UserError`.
 */
export async function targetOf(registry: string | undefined, { catalog, from, api }: Surroundings): Promise<Target> {
  if (registry === undefined) {
    const { repository } = await readRegistry(catalog);
    return onGithub(repository, api) ?? { kind: 'folder', folder: catalog };
  }
  const folder = resolve(from, registry);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return { kind: 'folder', folder: catalogIn(folder) };
  if (/^[\w-]+\/[\w.-]+$/.test(registry)) return { kind: 'github', repository: registry };
  if (/^[a-z+]+:\/\/|^[^/\s-][^/\s]*:/.test(registry)) {
    return onGithub(registry, api) ?? { kind: 'git', remote: registry };
  }
  const understood = 'a folder that is there, OWNER/REPOSITORY on GitHub, or the address of a git repository';
  throw new UserError(`--registry ${registry} is none of these: ${understood}`, { exitCode: EXIT.misuse });
}

/** A catalog lies in its repository's folder `catalog`, or is the folder itself. A bare repository is reached by its address. */
function catalogIn(folder: string): string {
  const found = [folder, join(folder, 'catalog')].find((each) => existsSync(join(each, 'registry.json')));
  if (found !== undefined) return found;
  const fix = `Name the folder of a catalog, or of a clone that has one in catalog/; a repository as file://${folder}`;
  throw new UserError(`There is no registry.json in ${folder}, nor in its folder catalog. ${fix}`, {
    exitCode: EXIT.misuse,
  });
}

/** The repository that a web address names, if it is one of the GitHub whose API we ask. */
function onGithub(address: string, api = GITHUB_API): Target | null {
  const { protocol, host, pathname } = new URL(URL.canParse(address) ? address : 'none:');
  const { host: apiHost } = new URL(api);
  const [, repository] = /^\/([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(pathname) ?? [];
  const isHost = host === (api === GITHUB_API ? 'github.com' : apiHost);
  return protocol === 'https:' && isHost && repository ? { kind: 'github', repository } : null;
}
