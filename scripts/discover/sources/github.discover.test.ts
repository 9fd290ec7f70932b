import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_SCHEMA_URL } from '../../../catalog/server-json.ts';
import { aGithub, type StoodRepository, TOKEN } from './github/testing-github.ts';
import { githubSource } from './github.ts';
import { type FarWorld, inShort, looked } from './testing-far.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'github-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What GitHub calls a second passes in a millisecond. */
const source = githubSource({ secondMs: 1 });
const ownersOnly = { owners: ['Acme'], topics: [], codeSearch: false };

function look({ api }: { api: string }, github: object, world: Partial<FarWorld> = {}) {
  const { settings, ...rest } = world;
  const env = { GITHUB_API_URL: api, GITHUB_TOKEN: TOKEN };
  return looked(source, { folder, env, settings: { github, politeness: { gapMs: 0 }, ...settings }, ...rest });
}

const aServer = (over: object = {}) => ({
  $schema: SERVER_SCHEMA_URL,
  ...{ name: 'io.github.Acme/weather', description: 'Tells the weather', version: '1.0.0' },
  repository: { url: 'https://github.com/Acme/weather', source: 'github' },
  packages: [{ registryType: 'npm', identifier: '@acme/weather', version: '1.0.0', transport: { type: 'stdio' } }],
  ...over,
});
const weather = (over: Partial<StoodRepository> = {}): StoodRepository => ({
  ...{ id: 1, fullName: 'Acme/weather', files: { 'server.json': aServer() } },
  ...over,
});

describe('repositories of an account', () => {
  it('are read where they describe servers, and only public ones', async () => {
    await using github = await aGithub([
      weather(),
      {
        ...{ id: 2, fullName: 'Acme/notes' },
        files: { '.mcp/server.json': aServer({ name: 'com.acme/notes', repository: undefined }) },
      },
      { id: 3, fullName: 'Acme/site', files: { 'README.md': '# Site' } },
      { id: 4, fullName: 'Acme/empty' },
      { id: 5, fullName: 'Acme/hidden', isPrivate: true, files: { 'server.json': aServer() } },
    ]);
    const { finds, faults, error } = await look(github, ownersOnly);
    expect([faults, error]).toEqual([[], undefined]);
    expect(finds.map(inShort)).toEqual(['io.github.Acme/weather publisher proven', 'com.acme/notes publisher claimed']);
    expect(finds[0]).toMatchObject({
      where: 'https://github.com/Acme/weather/blob/main/server.json',
      ...{ server: aServer(), repositoryId: 'github:1', at: '2026-11-20T12:00:00.000Z' },
    });
    expect(github.state.asked.filter((line) => line.includes('hidden'))).toEqual([]);
  });

  it('cost nothing the second time, while nothing has changed', async () => {
    await using github = await aGithub([weather(), { id: 2, fullName: 'Acme/site', files: { 'index.html': '' } }]);
    const first = await look(github, ownersOnly);
    const { left } = github.state;
    const second = await look(github, ownersOnly);
    expect(second.finds).toEqual(first.finds);
    expect(github.state.asked.slice(-3)).toEqual([
      '/repos/Acme/weather/contents 304',
      '/repos/Acme/weather/contents/server.json 304',
      '/repos/Acme/site/contents 304',
    ]);
    expect(left - github.state.left).toBe(1);
  });

  it('are looked at no further back than is wanted', async () => {
    await using github = await aGithub([
      weather(),
      { id: 2, fullName: 'Acme/old', pushedAt: '2026-01-01T00:00:00Z', files: { 'server.json': aServer() } },
    ]);
    const { finds } = await look(github, ownersOnly, { since: new Date('2026-10-01T00:00:00Z') });
    expect(finds.map(({ repositoryId }) => repositoryId)).toEqual(['github:1']);
    expect(github.state.asked.some((line) => line.includes('/old/'))).toBe(false);
  });

  it('are flagged when they are archived, disabled, or without a licence', async () => {
    await using github = await aGithub([weather({ isArchived: true, isDisabled: true, hasLicence: false })]);
    const { finds } = await look(github, ownersOnly);
    expect(finds.map(inShort)).toEqual([
      'io.github.Acme/weather publisher proven repository-archived repository-gone licence-missing',
    ]);
  });

  it('are missed without harm to the others', async () => {
    await using github = await aGithub([weather()]);
    const { finds, faults } = await look(github, { ...ownersOnly, owners: ['nobody', 'Acme'] });
    expect(finds).toHaveLength(1);
    expect(faults).toEqual(['nobody: GitHub has no such account']);
  });
});

describe('a repository', () => {
  it('that was made anew at its old address is flagged from then on', async () => {
    await using github = await aGithub([weather()]);
    await look(github, ownersOnly);
    github.state.repositories = [weather({ id: 99 })];
    for (const _run of [1, 2]) {
      const { finds } = await look(github, ownersOnly);
      expect(finds[0]?.repositoryId).toBe('github:99');
      expect(finds.map(inShort)).toEqual(['io.github.Acme/weather publisher proven repository-recreated']);
    }
  });

  it('that was renamed is the same, and its server.json names the old address', async () => {
    await using github = await aGithub([weather()]);
    await look(github, ownersOnly);
    github.state.repositories = [weather({ fullName: 'Acme/climate', formerly: ['Acme/weather'] })];
    const { finds } = await look(github, ownersOnly);
    expect(finds[0]?.flags).toEqual([
      { code: 'repository-moved', pointer: '/repository/url', message: 'Acme/weather is Acme/climate now' },
      {
        ...{ code: 'repository-moved', pointer: '/repository' },
        message: 'Acme/climate was acme/weather when it was last seen',
      },
    ]);
  });

  it.each([
    ['https://github.com/stripe/pay', 'repository-contested'],
    ['https://github.com/gone/gone', 'repository-gone'],
    ['https://elsewhere.example/acme/weather', 'repository-contested'],
    ['git+https://github.com/ACME/weather.git', ''],
  ])('whose server.json names %s is flagged: %s', async (url, code) => {
    await using github = await aGithub([
      weather({ files: { 'server.json': aServer({ repository: { url, source: 'github' } }) } }),
      { id: 2, fullName: 'stripe/pay' },
    ]);
    const { finds } = await look(github, ownersOnly);
    expect(finds.map(({ flags = [] }) => flags.map((flag) => flag.code).join())).toEqual([code]);
  });

  it('with poisoned files is told of, and the rest goes on', async () => {
    await using github = await aGithub([
      {
        ...{ id: 2, fullName: 'Acme/long', pushedAt: '2026-11-03T00:00:00Z' },
        files: { 'server.json': `{"name":"${'x'.repeat(600_000)}"}` },
      },
      { id: 3, fullName: 'Acme/html', pushedAt: '2026-11-02T00:00:00Z', files: { 'server.json': '<html>' } },
      weather(),
    ]);
    const { finds, faults, error } = await look(github, ownersOnly);
    expect(error).toBeUndefined();
    expect(finds.map(inShort)).toEqual(['io.github.Acme/weather publisher proven']);
    expect(faults).toEqual([
      'Acme/long/server.json: it is longer than 524288 bytes',
      expect.stringContaining('Acme/html/server.json: Unexpected token'),
    ]);
  });

  it('is not known by what a client is configured with', async () => {
    const config = { mcpServers: { weather: { command: 'npx', env: { KEY: 'planted-secret' } } } };
    await using github = await aGithub([weather({ files: { 'mcp.json': config } })]);
    expect(await look(github, ownersOnly)).toMatchObject({ finds: [], faults: [] });
  });
});

describe('searches', () => {
  const byTopic = { topics: ['mcp-server'], codeSearch: false };

  it('find repositories by topic, and believe what is in them alone', async () => {
    await using github = await aGithub([
      weather({ topics: ['mcp-server'] }),
      { id: 2, fullName: 'Beta/list', topics: ['mcp-server'], files: { 'README.md': 'A list of servers' } },
    ]);
    const { finds } = await look(github, byTopic, { env: { GITHUB_API_URL: github.api } });
    expect(finds.map(inShort)).toEqual(['io.github.Acme/weather publisher proven']);
    expect(github.state.asked[0]).toBe(
      '/search/repositories?q=topic:mcp-server pushed:2024-11-01T00:00:00Z..2026-11-20T12:00:00Z&sort=updated&order=desc&per_page=100&page=1 200',
    );
  });

  it('find more than one gives, by slices of time and by pages', async () => {
    const most = { results: 10, onPage: 5 };
    const repositories = Array.from({ length: 11 }, (_, at) => ({
      ...{ id: at + 1, fullName: `Acme/r${at}`, topics: ['mcp-server'], files: { 'server.json': aServer() } },
      pushedAt: new Date(Date.UTC(2026, 10, 1) - at * 50 * 86_400_000).toISOString(),
    }));
    await using github = await aGithub(repositories, { mostResults: most.results });
    const env = { GITHUB_API_URL: github.api, GITHUB_TOKEN: TOKEN };
    const settings = { github: byTopic, politeness: { gapMs: 0 } };
    const { finds, faults } = await looked(githubSource({ secondMs: 1, most }), { folder, env, settings });
    expect(faults).toEqual([]);
    expect(finds.map(({ repositoryId }) => repositoryId)).toEqual(repositories.map(({ id }) => `github:${id}`));
    // The first page of what is too much is had, and had again.
    expect(github.state.given).toBe(11 + most.onPage);
  });

  it('find files anywhere by a token, each once', async () => {
    const beta = aServer({ name: 'io.github.Beta/one', repository: undefined });
    await using github = await aGithub([
      weather(),
      {
        id: 2,
        fullName: 'Beta/many',
        files: { 'a/server.json': beta, 'b/server.json': { ...beta, name: 'com.b/two' } },
      },
      { id: 3, fullName: 'Gamma/fork', isFork: true, files: { 'server.json': beta } },
    ]);
    const { finds } = await look(github, { ...ownersOnly, codeSearch: true });
    expect(finds.map(inShort)).toEqual([
      'io.github.Acme/weather publisher proven',
      'io.github.Beta/one publisher proven',
      'com.b/two publisher claimed',
    ]);
  });

  it('of code are said to need a token', async () => {
    await using github = await aGithub([weather()]);
    const env = { GITHUB_API_URL: github.api };
    const { faults, finds } = await look(github, { ...ownersOnly, codeSearch: true }, { env });
    expect(faults).toEqual(['code search: it needs a token: set GITHUB_TOKEN']);
    expect(finds).toHaveLength(1);
  });
});

describe('limits', () => {
  const secondary = (retryAfter: string) => ({
    ...{ status: 403, headers: { 'retry-after': retryAfter } },
    body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
  });

  it('are waited for, and what failed is asked for again', async () => {
    await using github = await aGithub([weather()]);
    github.state.refusals.push(secondary('60'), { status: 502, body: { message: 'Server Error' } });
    const { finds, error, slept } = await look(github, ownersOnly);
    expect(error).toBeUndefined();
    expect(finds).toHaveLength(1);
    expect(slept.map((ms) => Math.round(ms / 1000))).toEqual([60]);
    expect(github.state.asked.slice(0, 3).map((line) => line.slice(-3))).toEqual(['403', '502', '200']);
  });

  it('are waited for no longer than whoever looks', async () => {
    await using github = await aGithub([weather()]);
    github.state.refusals.push(secondary('3'));
    const env = { GITHUB_API_URL: github.api, GITHUB_TOKEN: TOKEN };
    const stop = new AbortController();
    const { signal } = stop;
    const run = looked(githubSource(), { folder, env, signal, settings: { github: ownersOnly } });
    while (github.state.asked.length === 0) await new Promise((later) => setTimeout(later, 2));
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    const begun = performance.now();
    expect((await run).error).toBe('stopped');
    expect(performance.now() - begun).toBeLessThan(2500);
  });

  it('that take too long end the source, with what it has', async () => {
    await using github = await aGithub([weather(), { id: 2, fullName: 'Beta/x', topics: ['t'], files: { a: 'a' } }]);
    const settings = { politeness: { gapMs: 0, longestWaitMs: 60_000 } };
    const run = look(github, { owners: ['Acme'], topics: ['t'], codeSearch: false }, { settings });
    const answered = github.state.asked;
    while (answered.length < 3) await new Promise((later) => setTimeout(later, 2));
    github.state.refusals.push(secondary('3600'));
    const { finds, error } = await run;
    expect(finds).toHaveLength(1);
    expect(error).toBe('GitHub wants to be left alone for 3600 s');
  });

  it('of the hour end the source before they are reached', async () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      weather({ id: at + 1, fullName: `Acme/r${at}`, files: { a: '' } }),
    );
    await using github = await aGithub(many, { core: 20 });
    const { error } = await look(github, ownersOnly);
    expect(error).toMatch(/^2 of GitHub’s 20 requests are left until 20.*\(github\.reserve\)$/);
    expect(github.state.left).toBe(2);
  });

  it('of the hour that others have spent are waited for, or end the source', async () => {
    await using github = await aGithub([weather()]);
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3000) };
    github.state.refusals.push({ status: 403, headers: spent, body: { message: 'API rate limit exceeded' } });
    expect((await look(github, ownersOnly)).error).toMatch(/^GitHub wants to be left alone for 300\d s$/);
  });

  it('of bytes are not asked for again', async () => {
    await using github = await aGithub([weather({ description: 'x'.repeat(5000) })]);
    const settings = { politeness: { gapMs: 0, answerBytes: 2048 } };
    const { faults } = await look(github, ownersOnly, { settings });
    expect(faults).toEqual(['Acme: the document is longer than 2048 bytes']);
    expect(github.state.asked).toHaveLength(1);
  });
});

it('keeps the token to itself', async () => {
  await using github = await aGithub([weather()]);
  github.state.refusals.push({ status: 401, body: { message: `Bad credentials: ${TOKEN}` } });
  const said = await look(github, ownersOnly);
  expect(said.faults).toEqual(['Acme: GitHub answers 401 to GET /users/Acme/repos: Bad credentials: …']);
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const file of kept) expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(TOKEN);
});
