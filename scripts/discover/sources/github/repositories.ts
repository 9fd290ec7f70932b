import * as z from 'zod';
import type { Around } from '../../source.ts';
import type { Github } from './client.ts';
import { inSlices, type Page, type Span } from './in-slices.ts';
import { isOlder, Repository } from './repository.ts';

/** A repository to be looked at, and the files in it that are known already to describe servers. */
export interface Place {
  repository: Repository;
  /** Null: its usual files. */
  paths: string[] | null;
}

/** Nobody pushed an MCP server before there was MCP. */
const MCP_BEGAN = Date.UTC(2024, 10, 1) / 1000;

/** Code search sees no longer files: https://docs.github.com/en/search-github/searching-on-github/searching-code */
const LONGEST_INDEXED = 384 * 1024;
const CODE = 'filename:server.json "static.modelcontextprotocol.io/schemas"';

const Results = z.object({ total_count: z.int(), incomplete_results: z.boolean(), items: z.array(z.unknown()) });
const CodeResult = z.object({
  path: z.string().max(1000),
  repository: z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) }),
});

type Sources = Pick<Around, 'since' | 'fault' | 'now'> & { github: Github };

/** The public repositories of an account, the one pushed to last first. */
export async function* ofOwner(owner: string, { github, since, fault }: Sources): AsyncGenerator<Place> {
  for (let page = 1; ; page += 1) {
    const answer = await github.ask(({ rest }) =>
      rest.repos.listForUser({
        username: owner,
        sort: 'pushed',
        direction: 'desc',
        per_page: github.most.onPage,
        page,
      }),
    );
    if (!answer) throw new Error('GitHub has no such account');
    const items = z.array(z.unknown()).parse(answer.data);
    for (const repository of readable(items, Repository, fault)) {
      if (isOlder(repository, since)) return;
      yield { repository, paths: null };
    }
    if (items.length < github.most.onPage) return;
  }
}

/** The repositories that have a topic, in slices by when they were pushed to. */
export async function* byTopic(topic: string, { github, since, fault, now }: Sources): AsyncGenerator<Place> {
  const span = { from: since ? seconds(since) : MCP_BEGAN, to: seconds(now()) };
  const ask = async ({ from, to }: Span, page: number): Promise<Page<Repository>> => {
    const q = `topic:${topic} pushed:${moment(from)}..${moment(to)}`;
    const answer = await github.ask(({ rest }) =>
      rest.search.repos({ q, sort: 'updated', order: 'desc', per_page: github.most.onPage, page }),
    );
    return pageOf(answer?.data, Repository, fault);
  };
  const tooMany = ({ from }: Span, total: number) =>
    fault(
      `topic ${topic}`,
      new Error(`${total} were pushed to at ${moment(from)}, and a search gives ${github.most.results}`),
    );
  for await (const repository of inSlices(span, github.most, ask, tooMany)) yield { repository, paths: null };
}

/** The repositories that hold a `server.json` anywhere, in slices by its length. Needs a token. */
export async function* byCode({ github, since, fault }: Sources): AsyncGenerator<Place> {
  const ask = async ({ from, to }: Span, page: number): Promise<Page<z.infer<typeof CodeResult>>> => {
    const q = `${CODE} size:${from}..${to}`;
    const answer = await github.ask(({ rest }) => rest.search.code({ q, per_page: github.most.onPage, page }));
    return pageOf(answer?.data, CodeResult, fault);
  };
  const tooMany = ({ from }: Span, total: number) =>
    fault('code search', new Error(`${total} files are ${from} bytes long, and a search gives ${github.most.results}`));
  const found = new Map<number, { owner: string; repo: string; paths: string[] }>();
  for await (const { path, repository } of inSlices({ from: 0, to: LONGEST_INDEXED }, github.most, ask, tooMany)) {
    const { id, name: repo, owner } = repository;
    const place = found.get(id) ?? { owner: owner.login, repo, paths: [] };
    place.paths.push(path);
    found.set(id, place);
  }
  for (const { owner, repo, paths } of found.values()) {
    // What code search says of a repository is short, and may be of yesterday.
    const answer = await github.ask(({ rest }) => rest.repos.get({ owner, repo }));
    if (!answer) fault(`${owner}/${repo}`, new Error('code search names it, and it is not there'));
    for (const repository of readable(answer ? [answer.data] : [], Repository, fault))
      if (!isOlder(repository, since)) yield { repository, paths };
  }
}

function pageOf<Item>(data: unknown, shape: z.ZodType<Item>, fault: Around['fault']): Page<Item> {
  const { total_count: total, incomplete_results: isIncomplete, items } = Results.parse(data);
  if (isIncomplete) fault('search', new Error('GitHub ran out of time and gave only some results'));
  return { total, items: readable(items, shape, fault) };
}

/** What has the shape that is read here; the rest is told of. */
function readable<Item>(items: unknown[], shape: z.ZodType<Item>, fault: Around['fault']): Item[] {
  return items.flatMap((item) => {
    const { data, error } = shape.safeParse(item);
    if (error) fault('GitHub', new Error(`an answer has another shape: ${z.prettifyError(error).slice(0, 200)}`));
    return data === undefined ? [] : [data];
  });
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function moment(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
}
