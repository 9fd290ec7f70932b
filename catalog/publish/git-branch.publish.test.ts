import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aServerJson } from '../testing.ts';
import { gitIn, gitServer } from '../testing-git.ts';
import { publishToFolder } from './folder.ts';
import { changeCatalog } from './git-branch.ts';
import { aCatalogRemote, type CatalogRemote } from './testing-remote.ts';

let remote: CatalogRemote;
beforeEach(() => {
  remote = aCatalogRemote();
});
afterEach(() => remote[Symbol.dispose]());

const author = { name: 'Test Registry', email: 'registry@noreply.invalid' };
const ROUNDS = 5;

/** Publishes a server to `main`, as a process of its own would: one that reaches the repository by another address. */
async function publish(place: string, name: string): Promise<string> {
  const remotes = [{ type: 'sse', url: `https://${name.replace('/', '.')}.example.org/sse` }];
  const { result } = await changeCatalog(
    { remote: place, branch: 'main' },
    {
      ...{ to: 'main', author, message: `Publish ${name}` },
      change: async (folder, at) => {
        const submissions = [{ server: aServerJson({ name, remotes }) }];
        const { results } = await publishToFolder(folder, submissions, { now: () => at });
        return results[0]?.outcome ?? '';
      },
    },
  );
  return result;
}

describe('writers who meet', () => {
  it('lose nothing, whoever is quicker, over files and HTTP', { timeout: 120_000 }, async () => {
    await using server = await gitServer(remote.folder);
    const places = [remote.url, `${server.url}/registry.git`, `file://${remote.folder}/./registry.git`];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const all = places.flatMap((place, index) =>
        ['a', 'b'].map((letter) => publish(place, `com.acme/clock-${round}-${index}${letter}`)),
      );
      expect(await Promise.all(all)).toEqual(Array(6).fill('added'));
    }
    const entries = gitIn(remote.bare, 'ls-tree', '--name-only', 'main', 'catalog/servers/com.acme/').split('\n');
    expect(entries).toHaveLength(6 * ROUNDS);
    expect(gitIn(remote.bare, 'rev-list', '--count', 'main')).toBe(String(1 + 6 * ROUNDS));
  });
});
