import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitIn } from '../git/testing-git.ts';
import { aListing, aRegistry, aServerJson } from '../testing.ts';
import { writeCatalog } from '../testing-files.ts';
import { publishToFolder } from './folder.ts';
import type { CatalogChange } from './git-branch.ts';

/** A real repository with a catalog, for tests, in a folder that goes away with it. */
export interface CatalogRemote extends Disposable {
  folder: string;
  /** The bare repository: its branch `main` has a catalog with one entry in `catalog/`, and a README. */
  bare: string;
  /** Its address. */
  url: string;
  /** Commits files to `main`, as somebody else would. */
  commit(files: Record<string, unknown>): void;
  /** A file as a branch has it. */
  show(branch: string, path: string): string;
}

/** A registry with one entry, `com.example/weather` 1.0.0. */
export function aCatalogRemote(registry: Partial<typeof aRegistry> = {}): CatalogRemote {
  const folder = mkdtempSync(join(tmpdir(), 'catalog-remote-'));
  const bare = join(folder, 'registry.git');
  gitIn(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', bare);
  gitIn(bare, 'config', 'http.receivepack', 'true');
  const clone = join(folder, 'somebody');
  gitIn(folder, 'clone', '--quiet', bare, clone);
  const commit = (files: Record<string, unknown>) => {
    gitIn(clone, 'pull', '--quiet', '--ff-only', 'origin', 'main');
    add(files);
  };
  const add = (files: Record<string, unknown>) => {
    writeCatalog(clone, files);
    gitIn(clone, 'add', '--all');
    gitIn(clone, 'commit', '--quiet', '--message', `Add ${Object.keys(files).join(' ')}`);
    gitIn(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  };
  add({
    'README.md': 'A registry\n',
    'catalog/registry.json': { ...aRegistry, ...registry },
    'catalog/servers/com.example/weather/1.0.0.json': aServerJson(),
    'catalog/servers/com.example/weather/listing.json': aListing(),
  });
  return {
    ...{ folder, bare, commit, url: `file://${bare}` },
    show: (branch, path) => gitIn(bare, 'show', `${branch}:${path}`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const author = { name: 'Test Registry', email: 'registry@noreply.invalid' };

export const clock = aServerJson({
  name: 'com.acme/clock',
  remotes: [{ type: 'sse', url: 'https://clock.example.com/sse' }],
});

/** Publishes a server, the clock unless told otherwise. */
export function aPublication(server = clock, over: Partial<CatalogChange<string>> = {}): CatalogChange<string> {
  const change = async (folder: string, at: Date) => {
    const { results } = await publishToFolder(folder, [{ server }], { now: () => at });
    return results[0]?.outcome ?? '';
  };
  return { to: 'new', author, message: (outcome) => `${server.name} is ${outcome}`, change, ...over };
}
