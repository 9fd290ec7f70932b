import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../catalog/git/testing-git.ts';
import { type GithubStandIn, githubStandIn } from '../../catalog/publish/github/testing-github.ts';
import { aCatalogRemote, author, type CatalogRemote } from '../../catalog/publish/testing-remote.ts';
import { NOTHING_REFUSED, type Refused } from '../../catalog/refused.ts';
import { anEntry } from '../../catalog/testing.ts';
import type { Candidate } from './candidate.ts';
import { aFind, aPackage, aRemote, candidatesOf } from './candidates/testing.ts';
import { type BatchPlace, publishCandidates } from './publish.ts';

let folder: string;
let remote: CatalogRemote;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'discovered-'));
  remote = aCatalogRemote();
});
afterEach(() => {
  remote[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const found = (...names: string[]) => {
  const finds = names.map((name) =>
    aFind({ server: { name: `com.acme/${name}`, packages: [aPackage({ identifier: `@acme/${name}` })] } }),
  );
  return candidatesOf(finds);
};

interface Known {
  entries?: string[];
  refused?: Refused;
  batchSize?: number;
}

function publish(
  candidates: Candidate[],
  place: BatchPlace,
  { entries = [], refused = NOTHING_REFUSED, ...more }: Known = {},
) {
  const known = entries.map((name) => anEntry({ server: { name: `com.acme/${name}` } }));
  return publishCandidates(candidates, { place, author, entries: known, refused, ...more });
}

describe('publishing to a repository of git', () => {
  const place = (): BatchPlace => ({ kind: 'git', repository: { remote: remote.url, branch: 'main' } });
  const outcomes = async (...args: Parameters<typeof publish>) =>
    (await publish(...args)).map(({ outcome, servers }) => [outcome, ...servers.map((name) => name.split('/')[1])]);

  it('pushes a branch for each batch, and nothing the second time', async () => {
    const candidates = found('clock', 'timer', 'watch');
    const [first, second] = await publish(candidates, place(), { batchSize: 2 });
    expect([first?.servers, second?.servers]).toEqual([['com.acme/clock', 'com.acme/timer'], ['com.acme/watch']]);
    const tip = gitIn(remote.bare, 'rev-parse', first?.branch ?? '');
    expect(gitIn(remote.bare, 'log', '--format=%an %s', `main..${first?.branch}`)).toBe(
      'Test Registry Add 2 discovered servers',
    );
    const listing = JSON.parse(remote.show(first?.branch ?? '', 'catalog/servers/com.acme/clock/listing.json'));
    expect(listing).toMatchObject({ nameOrigin: 'publisher', categories: [], owners: [] });
    expect(await outcomes(candidates.toReversed(), place(), { batchSize: 2 })).toEqual(
      expect.arrayContaining([
        ['unchanged', 'clock', 'timer'],
        ['unchanged', 'watch'],
      ]),
    );
    expect(gitIn(remote.bare, 'rev-parse', first?.branch ?? '')).toBe(tip);
  });

  it('keeps what waits and was not found again, with its row, until it is known or refused', async () => {
    const [first] = await publish(found('clock', 'timer'), place());
    expect(await outcomes(found('watch'), place())).toEqual(
      expect.arrayContaining([
        ['unchanged', 'clock', 'timer'],
        ['opened', 'watch'],
      ]),
    );
    const refusal = { packages: ['npm:@acme/timer'], reason: 'No', by: 'me', at: '2026-11-22T09:00:00Z' };
    const refused = { refused: [refusal], optedOut: [] };
    const [next] = (await publish([], place(), { refused })).filter(({ branch }) => branch === first?.branch);
    expect(next).toMatchObject({ outcome: 'updated', servers: ['com.acme/clock'] });
    expect(next?.body).toContain('Tells the time');
    expect(await outcomes([], place(), { refused, entries: ['clock', 'watch'] })).toEqual([]);
  });

  it('leaves out what the rules do not take, and what is not worth a look', async () => {
    const [weather] = candidatesOf([
      aFind({
        server: { name: 'com.acme/forecast', packages: [], remotes: [aRemote('https://weather.example.com/mcp')] },
      }),
    ]);
    const local = found('local').map((candidate) => ({ ...candidate, isLocal: true }));
    const mute = found('mute').map((candidate) => ({ ...candidate, server: { ...candidate.server, description: '' } }));
    const unsure = found('unsure').map((candidate) => ({ ...candidate, confidence: 'low' as const }));
    const sure = { ...weather, confidence: 'high' as const };
    const [batch] = await publish(
      [sure, ...local, ...mute, ...unsure, ...found('clock')].flatMap(asCandidate),
      place(),
    );
    expect(batch?.servers).toEqual(['com.acme/clock']);
    expect(batch?.left).toEqual([{ name: 'com.acme/forecast', why: expect.stringContaining('E314') }]);
  });

  it('lets no text of strangers out of its cell', async () => {
    const description = 'a `b` | c <img src=x> @everyone [x](https://evil.example) #1';
    const [batch] = await publish(
      candidatesOf([aFind({ where: 'https://x.example/|`\n| @all |', server: { description } })]).map((candidate) => ({
        ...candidate,
        confidence: 'high',
      })),
      place(),
    );
    const rows = batch?.body.split('\n').filter((line) => line.startsWith('| `')) ?? [];
    expect(rows).toHaveLength(1);
    const outside = (rows[0] ?? '').replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '…');
    expect(outside).toBe('| … | …<br>… | … | … | high, name by its publisher | … |');
  });
});

function asCandidate(candidate: Partial<Candidate>): Candidate[] {
  const { name, server } = candidate;
  const [whole] = found('any');
  return name && server && whole ? [{ ...whole, ...candidate }] : [];
}

describe('publishing to GitHub', () => {
  let github: GithubStandIn;
  beforeEach(async () => {
    github = await githubStandIn(folder, [{ id: 7, login: 'acme' }]);
    github.addRepository('acme/registry', { from: remote.bare });
  });
  afterEach(() => github[Symbol.asyncDispose]());
  const place = (): BatchPlace => ({
    ...{ kind: 'github', github: { api: github.api, repository: 'acme/registry', token: 'token-of-acme' } },
  });
  const writes = () => github.asked.filter((asked) => !asked.startsWith('GET'));

  it('opens a pull request, leaves it alone, brings it up to date, and closes it when nothing is left', async () => {
    const [opened] = await publish(found('clock', 'timer'), place());
    expect(opened).toMatchObject({ outcome: 'opened', url: github.pulls[0]?.html_url });
    expect(github.pulls[0]).toMatchObject({ title: 'Add 2 discovered servers', body: opened?.body });
    const before = writes();
    expect(await publish(found('clock', 'timer'), place())).toMatchObject([{ outcome: 'unchanged' }]);
    expect(writes()).toEqual(before);

    const [updated] = await publish(found('clock', 'timer'), place(), { entries: ['clock'] });
    expect(updated).toMatchObject({ outcome: 'updated', servers: ['com.acme/timer'] });
    expect(github.pulls[0]).toMatchObject({ title: 'Add 1 discovered server', body: updated?.body, state: 'open' });
    expect(github.pulls[0]?.body).not.toContain('com.acme/clock');

    expect(await publish([], place(), { entries: ['clock', 'timer'] })).toMatchObject([{ outcome: 'closed' }]);
    expect(github.pulls).toMatchObject([{ state: 'closed', comments: [expect.stringContaining('was refused')] }]);
    expect(await publish([], place(), { entries: ['clock', 'timer'] })).toEqual([]);
  });

  it('does not ask again what a person has declined', async () => {
    await publish(found('clock'), place());
    for (const pull of github.pulls) pull.state = 'closed';
    expect(await publish(found('clock'), place())).toMatchObject([
      { outcome: 'declined', servers: ['com.acme/clock'] },
    ]);
    expect(github.pulls).toHaveLength(1);
  });

  it('does nothing in a rehearsal but say what it would', async () => {
    const options = { place: place(), author, entries: [], refused: NOTHING_REFUSED, dryRun: true };
    const [batch] = await publishCandidates(found('clock'), options);
    expect(batch).toMatchObject({ outcome: 'opened', servers: ['com.acme/clock'] });
    expect(writes()).toEqual([]);
    expect(gitIn(join(folder, 'acme/registry.git'), 'branch', '--list', 'discover/*')).toBe('');
  });
});
