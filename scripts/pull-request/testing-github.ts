import { getRequestListener } from '@hono/node-server';
import type { components } from '@octokit/openapi-types';
import { Hono } from 'hono';
import * as z from 'zod';
import { gitIn } from '../../catalog/git/testing-git.ts';
import { httpServer } from '../../proxy/testing.ts';
import { ACTIONS_BOT } from './github.ts';

type Schemas = components['schemas'];
/** Some of what GitHub answers, of the types that it says. */
type Part<T> = T extends object ? { [Key in keyof T]?: Part<T[Key]> } : T;

/** Who a pull request is by, and which commit it is at. */
export interface AskedPull {
  number: number;
  head: string;
  author: { id: number; login: string };
  type?: 'User' | 'Bot';
  /** The repository of its branch: a fork of the author's, unless told otherwise. */
  from?: { id: number; owner: { id: number; login: string } };
  /** The author, unless told otherwise. */
  pushedBy?: { id: number; login: string };
  isDraft?: boolean;
  base?: string;
}

/** What a run of a workflow has left. */
export interface LeftArtifact {
  name: string;
  zip: Buffer;
  /** What GitHub says of its size; left out: the truth. */
  bytes?: number;
}

const REGISTRY = { id: 1, full_name: 'acme/registry', default_branch: 'main' };
const TOKEN = 'token-of-the-job';
const BRANCH = 'a-change';

const Body = z.looseObject({
  head: z.string().optional(),
  title: z.string().optional(),
  body: z.string().optional(),
  labels: z.array(z.string()).optional(),
  sha: z.string().optional(),
  head_sha: z.string().optional(),
  conclusion: z.enum(['success', 'failure', 'neutral']).optional(),
  output: z.looseObject({ annotations: z.array(z.looseObject({ path: z.string() })) }).optional(),
});

/** What stands in for GitHub, as far as decisions on pull requests ask it: over a real repository, and with a memory. */
export async function aGithub(bare: string) {
  const state = {
    pulls: new Map<number, AskedPull & { isMerged: boolean; labels: string[] }>(),
    runs: new Map<number, { pull: AskedPull; path: string; artifacts: LeftArtifact[] }>(),
    comments: [] as { id: number; number: number; userId: number; body: string }[],
    checks: [] as { id: number; head: string; conclusion: string; annotations: number[] }[],
    /** Pull requests that GitHub is to merge once its checks have passed. */
    waiting: [] as string[],
    /** Issues that somebody has written. */
    issues: new Map<number, { user: { id: number; login: string }; body: string; state?: 'open' | 'closed' }>(),
    /** Pull requests that were opened by the token's account, from branches of the repository itself. */
    opened: [] as { head: string; title: string; body: string }[],
    /** Workflows that were started. */
    started: [] as string[],
    /** Whether other checks have to pass first. */
    isProtected: false,
    /** Called before a branch is told of. */
    beforeBranch: () => {},
  };
  const app = new Hono();
  app.use(async (context, next) => {
    const isOpen = context.req.path.startsWith('/zips/');
    if (!isOpen && context.req.header('authorization') !== `token ${TOKEN}`)
      return context.json({ message: 'Bad credentials' }, 401);
    return next();
  });
  const at = '/repos/acme/registry';
  app.get(`${at}/actions/runs/:id`, (context) => {
    const run = state.runs.get(Number(context.req.param('id')));
    if (!run) return context.json({ message: 'Not Found' }, 404);
    const { pull, path } = run;
    return context.json({
      ...{ id: Number(context.req.param('id')), event: 'pull_request', path, head_branch: BRANCH, head_sha: pull.head },
      actor: pull.pushedBy ?? pull.author,
      ...{ head_repository: repositoryOf(pull), html_url: `https://github.example/run/${context.req.param('id')}` },
    } satisfies Part<Schemas['workflow-run']>);
  });
  app.get(`${at}/actions/runs/:id/artifacts`, (context) => {
    const id = Number(context.req.param('id'));
    const artifacts = (state.runs.get(id)?.artifacts ?? []).map(({ name, zip, bytes }, index) => {
      return { id: id * 100 + index, name, size_in_bytes: bytes ?? zip.length, expired: false };
    }) satisfies Part<Schemas['artifact']>[];
    return context.json({ total_count: artifacts.length, artifacts });
  });
  app.get(`${at}/actions/artifacts/:id/zip`, (context) => context.redirect(`/zips/${context.req.param('id')}`, 302));
  app.get('/zips/:id', (context) => {
    const id = Number(context.req.param('id'));
    const zip = state.runs.get(Math.floor(id / 100))?.artifacts[id % 100]?.zip ?? Buffer.alloc(0);
    return context.body(new Uint8Array(zip), 200, { 'content-type': 'application/zip' });
  });
  app.get(at, (context) => context.json(REGISTRY satisfies Part<Schemas['full-repository']>));
  app.get(`${at}/issues/:number`, (context) => {
    const issue = state.issues.get(Number(context.req.param('number')));
    if (!issue) return context.json({ message: 'Not Found' }, 404);
    return context.json({ state: 'open', ...issue } satisfies Part<Schemas['issue']>);
  });
  app.post(`${at}/pulls`, async (context) => {
    const { head, title = '', body = '' } = Body.parse(await context.req.json());
    if (!gitIn(bare, 'for-each-ref', `refs/heads/${head}`)) return context.json({ message: 'head is invalid' }, 422);
    const number = state.opened.push({ head: `acme:${head}`, title, body });
    return context.json({ number, html_url: urlOf(number) } satisfies Part<Schemas['pull-request']>, 201);
  });
  app.get(`${at}/pulls`, (context) => {
    const opened = state.opened.findIndex(({ head }) => head === context.req.query('head'));
    if (opened >= 0) return context.json([{ number: opened + 1, html_url: urlOf(opened + 1) }]);
    const open = [...state.pulls.values()].filter((pull) => !pull.isMerged);
    const asked = open.filter((pull) => `${repositoryOf(pull).owner.login}:${BRANCH}` === context.req.query('head'));
    return context.json(asked.map(pullRequest));
  });
  app.get(`${at}/branches/:branch`, (context) => {
    state.beforeBranch();
    const sha = gitIn(bare, 'rev-parse', `refs/heads/${context.req.param('branch')}`);
    return context.json({ name: 'main', commit: { sha } } satisfies Part<Schemas['branch-with-protection']>);
  });
  app.post(`${at}/check-runs`, async (context) => {
    const { head_sha: head = '', conclusion = '', output } = Body.parse(await context.req.json());
    const annotations = output?.annotations.length ?? 0;
    if (annotations > 50) return context.json({ message: 'No more than 50 annotations' }, 422);
    const id = state.checks.push({ id: state.checks.length + 1, head, conclusion, annotations: [annotations] });
    return context.json({ id } satisfies Part<Schemas['check-run']>, 201);
  });
  app.patch(`${at}/check-runs/:id`, async (context) => {
    const annotations = Body.parse(await context.req.json()).output?.annotations.length ?? 0;
    if (annotations > 50) return context.json({ message: 'No more than 50 annotations' }, 422);
    state.checks[Number(context.req.param('id')) - 1]?.annotations.push(annotations);
    return context.json({});
  });
  app.get(`${at}/issues/:number/comments`, (context) => {
    const said = state.comments.filter(({ number }) => number === Number(context.req.param('number')));
    return context.json(
      said.map(({ id, userId, body }) => ({ id, body, user: { id: userId } })) satisfies Part<
        Schemas['issue-comment']
      >[],
    );
  });
  app.post(`${at}/issues/:number/comments`, async (context) => {
    const { body = '' } = Body.parse(await context.req.json());
    const id = state.comments.length + 1;
    state.comments.push({ id, number: Number(context.req.param('number')), userId: ACTIONS_BOT, body });
    return context.json({ id }, 201);
  });
  app.patch(`${at}/issues/comments/:id`, async (context) => {
    const comment = state.comments[Number(context.req.param('id')) - 1];
    if (comment) comment.body = Body.parse(await context.req.json()).body ?? '';
    return context.json({});
  });
  app.post(`${at}/issues/:number/labels`, async (context) => {
    const { labels = [] } = Body.parse(await context.req.json());
    state.pulls.get(Number(context.req.param('number')))?.labels.push(...labels);
    return context.json([]);
  });
  app.delete(`${at}/issues/:number/labels/:name`, (context) => {
    const pull = state.pulls.get(Number(context.req.param('number')));
    if (pull) pull.labels = pull.labels.filter((name) => name !== context.req.param('name'));
    return context.json([]);
  });
  app.put(`${at}/pulls/:number/merge`, async (context) => {
    const pull = state.pulls.get(Number(context.req.param('number')));
    const { sha } = Body.parse(await context.req.json());
    if (!pull) return context.json({ message: 'Not Found' }, 404);
    if (state.isProtected) return context.json({ message: 'Required status check "ci" is expected.' }, 405);
    if (pull.head !== sha) return context.json({ message: 'Head branch was modified' }, 409);
    const main = gitIn(bare, 'rev-parse', 'refs/heads/main');
    const tree = gitIn(bare, 'merge-tree', '--write-tree', main, sha).split('\n')[0] ?? '';
    const merged = gitIn(bare, 'commit-tree', tree, '-p', main, '-m', `Merge #${pull.number}`);
    gitIn(bare, 'update-ref', 'refs/heads/main', merged, main);
    pull.isMerged = true;
    return context.json({ sha: merged, merged: true, message: '' } satisfies Part<
      Schemas['pull-request-merge-result']
    >);
  });
  app.post(`${at}/actions/workflows/:workflow/dispatches`, (context) => {
    state.started.push(context.req.param('workflow'));
    return context.body(null, 204);
  });
  app.post('/graphql', async (context) => {
    const { variables } = z
      .looseObject({ variables: z.looseObject({ id: z.string() }) })
      .parse(await context.req.json());
    state.waiting.push(variables.id);
    return context.json({ data: { enablePullRequestAutoMerge: { clientMutationId: null } } });
  });
  const server = await httpServer(getRequestListener(app.fetch));
  const pullRequest = (pull: AskedPull & { labels: string[] }) =>
    ({
      ...{ number: pull.number, node_id: `PR_${pull.number}`, draft: pull.isDraft ?? false, state: 'open' },
      user: { ...pull.author, type: pull.type ?? 'User' },
      labels: pull.labels.map((name) => ({ name })),
      head: { sha: pull.head, ref: BRANCH, repo: repositoryOf(pull) },
      base: { ref: pull.base ?? 'main', repo: REGISTRY },
    }) satisfies Part<Schemas['pull-request-simple']>;
  return {
    state,
    api: new URL(server.url).origin,
    token: TOKEN,
    repository: 'acme/registry',
    /** Opens a pull request, or pushes to it; and lets a run of the check leave something. Gives the run's number. */
    push(pull: AskedPull, artifacts: LeftArtifact[], path = '.github/workflows/pull-request.yml'): number {
      gitIn(bare, 'update-ref', `refs/pull/${pull.number}/head`, pull.head);
      const known = state.pulls.get(pull.number);
      state.pulls.set(pull.number, { isMerged: false, labels: known?.labels ?? [], ...pull });
      const id = state.runs.size + 1;
      state.runs.set(id, { pull, path, artifacts });
      return id;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function urlOf(number: number): string {
  return `https://github.example/acme/registry/pull/${number}`;
}

function repositoryOf({ author, from }: AskedPull) {
  return {
    ...(from ?? { id: 1000 + author.id, owner: author }),
    full_name: `${from?.owner.login ?? author.login}/registry`,
  };
}
