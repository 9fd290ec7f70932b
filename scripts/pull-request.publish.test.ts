import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { gitIn } from '../catalog/git/testing-git.ts';
import { valueAt } from '../catalog/json/json.ts';
import { aListing, aServerJson } from '../catalog/testing.ts';
import { ROOT } from './command.ts';
import { aForm } from './pull-request/issue/testing-form.ts';
import { judgeChange } from './pull-request/judge-change.ts';
import { aRelease, aRepository, type ChangedRepository, FILES, OTHER, OWNER } from './pull-request/testing-change.ts';
import { aGithub, type LeftArtifact } from './pull-request/testing-github.ts';
import { aZip } from './pull-request/testing-zip.ts';

// The steps of both workflows, as they stand in their files, run as plain commands in fresh clones of a repository that holds
// this code and a catalog. What GitHub does is done by hand: expressions, artifacts, the address of the repository.

const Step = z.looseObject({
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.string()).default({}),
});
const Jobs = z.object({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(Step) })) });

const CODE = ['catalog', 'proxy', 'scripts', 'site', 'package.json', 'tsconfig.json'];

let folder: string;
let there: ChangedRepository;
let github: Awaited<ReturnType<typeof aGithub>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pull-request-'));
  const filter = (path: string) => !/[\\/](?:node_modules|servers)$/.test(path);
  there = await aRepository(FILES, (cwd) => {
    for (const part of CODE) cpSync(join(ROOT, part), join(cwd, part), { recursive: true, filter });
  });
  github = await aGithub(there.remote.bare);
});
afterAll(async () => {
  await github[Symbol.asyncDispose]();
  there[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

interface JobEnd {
  place: string;
  /** Whether every step succeeded. */
  isGreen: boolean;
  said: string;
  artifacts: LeftArtifact[];
}

/** Runs the steps of a job as GitHub would; after one that failed, those that say so. */
async function runJob(workflow: string, job: string, context: unknown): Promise<JobEnd> {
  const { jobs } = Jobs.parse(parse(readFileSync(join(ROOT, '.github/workflows', workflow), 'utf8')));
  const place = mkdtempSync(join(folder, 'job-'));
  const end: JobEnd = { place, isGreen: true, said: '', artifacts: [] };
  const filled = (text: string) =>
    text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_all, path: string) => String(valueAt(context, path.split('.'))));
  for (const step of jobs[job]?.steps ?? []) {
    if (!end.isGreen && step.if !== `\${{ !cancelled() }}`) continue;
    if (step.uses?.startsWith('actions/checkout@')) {
      gitIn(folder, 'clone', '--quiet', '--no-checkout', `file://${there.remote.bare}`, place);
      gitIn(place, 'checkout', '--quiet', '--detach', filled(String(step.with.ref ?? 'origin/main')));
      symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
    } else if (step.uses?.startsWith('actions/upload-artifact@')) {
      end.artifacts.push(...artifactOf(String(step.with.name), join(place, String(step.with.path))));
    } else if (step.run && !step.run.startsWith('npm ci')) {
      const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, filled(value)]));
      const { code, said } = await runStep(step.run, place, env);
      if (code !== 0) end.isGreen = false;
      end.said += said;
    }
  }
  return end;
}

function artifactOf(name: string, path: string): LeftArtifact[] {
  if (!existsSync(path)) return [];
  const found = readdirSync(path, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const files = found.map((each): [string, Buffer] => {
    const file = join(each.parentPath, each.name);
    return [file.slice(path.length + 1), readFileSync(file)];
  });
  return [{ name, zip: aZip(files) }];
}

function runStep(command: string, cwd: string, env: Record<string, string>): Promise<{ code: number; said: string }> {
  const { GITHUB_TOKEN: _token, ...inherited } = process.env;
  const [mine, place] = ['github.com/acme/registry', `url.file://${there.remote.bare}.insteadOf`];
  const settled = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') },
    ...{ GITHUB_REPOSITORY: github.repository, GITHUB_API_URL: github.api },
    ...{ GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: place, GIT_CONFIG_KEY_1: place },
    ...{ GIT_CONFIG_VALUE_0: `https://x-access-token:${github.token}@${mine}`, GIT_CONFIG_VALUE_1: `https://${mine}` },
  };
  return new Promise((end) => {
    const options = { cwd, env: { ...inherited, ...settled, ...env } };
    execFile('bash', ['-eo', 'pipefail', '-c', command], options, (error, stdout, stderr) => {
      end({ code: error ? Number(error.code ?? 1) : 0, said: stdout + stderr });
    });
  });
}

/** A pull request from a fork, from its opening to the verdict. */
async function pullRequest(number: number, head: string, author = OWNER) {
  there.git('push', '--quiet', '--force', 'origin', `${head}:refs/pull/${number}/head`);
  const base = there.git('ls-remote', 'origin', 'refs/heads/main').slice(0, 40);
  const shared = { token: github.token, repository: github.repository };
  const event = { pull_request: { number, base: { sha: base }, head: { sha: head } } };
  const check = await runJob('pull-request.yml', 'check', { github: { ...shared, event } });
  const id = github.push({ number, head, author }, check.artifacts);
  const verdict = await runJob('pull-request-verdict.yml', 'decide', {
    github: { ...shared, event: { workflow_run: { id } } },
  });
  const comment = github.state.comments.find((each) => each.number === number)?.body ?? '';
  const files = gitIn(there.remote.bare, 'ls-tree', '-r', '--name-only', 'main');
  return { check, verdict, comment, files, isMerged: github.state.pulls.get(number)?.isMerged };
}

describe('a pull request from a fork', { timeout: 120_000 }, () => {
  it("is merged by itself when an owner's entry has a new version", async () => {
    const { check, verdict, comment, files, isMerged } = await pullRequest(1, there.change(aRelease()));
    expect([check.isGreen, verdict.isGreen], check.said + verdict.said).toEqual([true, true]);
    expect(check.artifacts.map(({ name }) => name)).toEqual(['pull-request-report', 'pull-request-preview']);
    const page = readFileSync(join(check.place, 'change/preview/server/com.example/weather/index.html'), 'utf8');
    expect(page).toContain('2.0.0');
    expect(readFileSync(join(check.place, 'summary.md'), 'utf8')).toContain(
      'a new version that differs in its words only',
    );
    expect(verdict.said).toContain('- account 4242 may publish what it changes');
    expect(comment).toContain('https://github.example/run/1/artifacts/101');
    expect(isMerged).toBe(true);
    expect(files).toContain('catalog/servers/com.example/weather/2.0.0.json');
    expect(github.state.started).toEqual(['pages.yml']);
    expect(check.said + verdict.said).not.toContain(github.token);
  });

  it('is judged by the tools of the branch, whatever it makes of them', async () => {
    const head = there.change({
      'package.json': { scripts: { 'pull-request': 'exit 0' } },
      'scripts/pull-request.ts': 'process.exit(0);',
      'catalog/servers/org.example/notes/listing.json': { tags: '::error::mine' },
    });
    const { check, comment, isMerged } = await pullRequest(2, head, OTHER);
    expect(check.isGreen).toBe(false);
    expect(check.said).toMatch(/^::error file=catalog\/servers\/org\.example\/notes\/listing\.json,line=\d+/m);
    expect(comment).toContain('Something is to mend first');
    expect(isMerged).toBe(false);
  });

  it('is left to a person when it changes a workflow beside an entry', async () => {
    const head = there.change({
      '.github/workflows/ci.yml': 'on: push',
      'catalog/servers/org.example/notes/listing.json': aListing({ owners: [{ githubId: OTHER.id }], tags: ['new'] }),
    });
    const { check, comment, isMerged } = await pullRequest(3, head, OTHER);
    expect(check.isGreen, check.said).toBe(true);
    expect(comment).toContain('it changes other files beside entries');
    expect(comment).toContain('` .github/workflows/ci.yml `');
    expect(isMerged).toBe(false);
  });
});

it('is made of an issue, for people without git', { timeout: 60_000 }, async () => {
  const body = aForm({ address: 'https://weather.acme.example/mcp', categories: 'data' });
  github.state.issues.set(9, { user: { id: 7, login: 'acme' }, body });
  const shared = { token: github.token, repository: github.repository };
  const { isGreen, said } = await runJob('issue.yml', 'propose', {
    github: { ...shared, event: { issue: { number: 9 } } },
  });
  expect(isGreen, said).toBe(true);
  expect(github.state.opened).toMatchObject([{ head: 'acme:issue-9', title: 'Add io.github.acme/weather 1.0.0' }]);
  expect(gitIn(there.remote.bare, 'diff', '--name-only', 'main', 'issue-9').split('\n')).toEqual([
    'catalog/servers/io.github.acme/weather/1.0.0.json',
    'catalog/servers/io.github.acme/weather/listing.json',
  ]);
});

describe('a large change', { timeout: 60_000 }, () => {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        [`catalog/servers/com.many/server-${at}/1.0.0.json`, aServerJson({ name: `com.many/server-${at}` })],
        [`catalog/servers/com.many/server-${at}/listing.json`, aListing()],
      ]).flat(),
    );

  it('is refused before it is read, with 5,000 files', async () => {
    const head = there.change(many(2500));
    const { problems, catalog } = await judgeChange(there.repository, { base: there.base, head });
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['E513', 'This change has 5000 files, and 1000 are the most'],
      ['E513', 'This change has 2500 entries, and 100 are the most'],
    ]);
    expect(catalog).toBeNull();
  });

  it('is not brought into memory by a giant file', async () => {
    const head = there.change({ 'catalog/servers/com.example/weather/2.0.0.json': ' '.repeat(50_000_000) });
    const { problems } = await judgeChange(there.repository, { base: there.base, head });
    expect(problems.map(({ message }) => message)).toEqual(['This file holds 50000000 bytes, and 65536 are the most']);
  });
});
