import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../catalog/load.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { isError } from '../../catalog/publish/settle-entry.ts';
import type { Submission } from '../../catalog/publish/submission.ts';
import { judgeCatalog } from '../../catalog/rules/judge.ts';
import { aServerJson } from '../../catalog/testing.ts';
import { checkChange } from './check.ts';
import { aRepository, type ChangedRepository } from './testing-change.ts';

/** Each takes half a second of git, so that CI tries some; SEQUENCES=500 takes eight minutes. */
const SEQUENCES = Number(process.env.SEQUENCES ?? 150);
const LENGTH = 20;

const name = fc.constantFrom('com.example/weather', 'org.example/notes', 'com.example/clock', 'com.example/Clock');
const version = fc.constantFrom('1.0.0', '1.1.0', '2.0.0', '2.0.0-beta');
/** Where the remote of a server leads: some servers claim that of another. */
const host = fc.constantFrom('a', 'b', 'c');
const server = fc.record({ name, version, host, title: fc.constantFrom('One', 'Two') });

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('propose' as const), server, behind: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('publish' as const), server }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      ...{ name, version, status: fc.constantFrom('active' as const, 'deprecated' as const, 'deleted' as const) },
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('merge' as const), nth: fc.nat({ max: 5 }) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
type Asked = Extract<Operation, { kind: 'publish' }>['server'];

function serverOf({ name, version, host, title }: Asked) {
  const remotes = [{ type: 'streamable-http' as const, url: `https://${host}.example.com/mcp` }];
  return aServerJson({ name, version, title, remotes });
}

/** A catalog in git with open pull requests. */
class Played {
  readonly #there: ChangedRepository;
  readonly #mains: string[];
  readonly #open: { commit: string; server: Asked }[] = [];
  readonly published = new Map<string, unknown>();
  merged = 0;

  constructor(there: ChangedRepository) {
    this.#there = there;
    this.#mains = [there.base];
  }

  get #main(): string {
    return this.#mains.at(-1) ?? '';
  }

  async play(asked: Operation): Promise<void> {
    if (asked.kind === 'merge') return this.#merge(asked.nth);
    if (asked.kind === 'status') {
      const { name, version, status } = asked;
      const known = this.published.get(`${name} ${version}`);
      if (known) await this.#commit(this.#main, { server: known, listing: { versions: { [version]: { status } } } });
      return;
    }
    const { server } = asked;
    const from = asked.kind === 'publish' ? this.#main : (this.#mains.at(-1 - asked.behind) ?? this.#main);
    const commit = await this.#commit(from, { server: serverOf(server) }, asked.kind === 'publish');
    if (commit === null) return;
    if (asked.kind === 'propose') this.#open.push({ commit, server });
    else this.#remember(server);
  }

  /** The commit of a submission on top of another; null where it was refused, or nothing was new. */
  async #commit(from: string, submission: Submission, isMain = true): Promise<string | null> {
    const { git, cwd } = this.#there;
    git('checkout', '--quiet', '--detach', from);
    const { results } = await publishToFolder(join(cwd, 'catalog'), [submission]);
    if (results[0]?.files.length === 0) return null;
    git('add', '--all');
    git('commit', '--quiet', '-m', 'a change');
    const commit = git('rev-parse', 'HEAD');
    if (isMain) this.#mains.push(commit);
    return commit;
  }

  /** Merges as the workflow does: what is judged against main as it is now, and without fault; and as GitHub does. */
  async #merge(nth: number): Promise<void> {
    const [pull] = this.#open.splice(nth % Math.max(1, this.#open.length), 1);
    if (!pull) return;
    const { git, repository } = this.#there;
    const { problems } = await checkChange(repository, { base: this.#main, head: pull.commit });
    if (problems.some(isError)) return;
    git('checkout', '--quiet', '--detach', this.#main);
    git('merge', '--quiet', '--no-ff', '--no-edit', pull.commit);
    this.#mains.push(git('rev-parse', 'HEAD'));
    this.#remember(pull.server);
    this.merged += 1;
  }

  #remember(server: Asked): void {
    const key = `${server.name} ${server.version}`;
    expect(this.published.has(key)).toBe(false);
    this.published.set(key, serverOf(server));
  }

  /** No rule finds a fault, and every version that went in is there as it was sent. */
  async expectSound(): Promise<void> {
    const { git, cwd } = this.#there;
    git('checkout', '--quiet', '--detach', this.#main);
    const catalog = await loadCatalog(join(cwd, 'catalog'));
    expect(judgeCatalog(catalog).filter(isError)).toEqual([]);
    const there = new Map(
      catalog.sources.entries.flatMap(({ name, versions }) =>
        [...versions].map(([version, { value }]): [string, unknown] => [`${name} ${version}`, value]),
      ),
    );
    for (const [key, server] of this.published) expect(there.get(key), key).toEqual(server);
  }
}

it('never leaves a faulty catalog, and loses no version, whatever is proposed, published and merged meanwhile', async () => {
  let merged = 0;
  using there = await aRepository();
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: LENGTH, maxLength: LENGTH + 5 }), async (operations) => {
      const played = new Played(there);
      for (const each of operations) await played.play(each);
      await played.expectSound();
      merged += played.merged;
    }),
    { numRuns: SEQUENCES, interruptAfterTimeLimit: 900_000, markInterruptAsFailure: true },
  );
  // Enough of what is tried goes through.
  expect(merged).toBeGreaterThan(SEQUENCES);
  console.log(`${SEQUENCES} sequences, ${merged} merges`);
}, 1_000_000);
