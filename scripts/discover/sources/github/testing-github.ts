import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { components } from '@octokit/openapi-types';
import { listening } from '../../../../catalog/net/testing.ts';

type Schemas = components['schemas'];
/** Some of what GitHub answers, of the types that it says. */
type Part<T> = T extends object ? { [Key in keyof T]?: Part<T[Key]> } : T;

/** A repository of the stand-in. */
export interface StoodRepository {
  id: number;
  /** `owner/name`. */
  fullName: string;
  /** By path: text as it is, other values as JSON. */
  files?: Record<string, unknown>;
  topics?: string[];
  pushedAt?: string;
  isFork?: boolean;
  isPrivate?: boolean;
  isArchived?: boolean;
  isDisabled?: boolean;
  hasLicence?: boolean;
  description?: string;
  /** Addresses it had before, which lead to it. */
  formerly?: string[];
}

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export const TOKEN = 'ghp_tokenOfTheTest';

/**
 * GitHub's REST API as far as discovery reads it: lists, searches with their cap and pages, contents with ETags, renamed
 * repositories, and the hourly allowance, which an unchanged answer costs nothing of.
 */
export async function aGithub(repositories: StoodRepository[], { core = 5000, mostResults = 1000 } = {}) {
  const state = {
    repositories,
    /** What was asked, without what is the same in all: `GET /search/code?q=… 200`. */
    asked: [] as string[],
    left: core,
    resetAt: Math.floor(Date.now() / 1000) + 3600,
    /** Answers that come before all others, each once. */
    refusals: [] as Answer[],
    /** How many results all searches gave. */
    given: 0,
  };

  const repositoryOf = (repository: StoodRepository) => {
    const { id, fullName, files: _files, pushedAt = '2026-11-01T00:00:00Z' } = repository;
    const [login = '', name = ''] = fullName.split('/');
    return {
      ...{ id, name, full_name: fullName, html_url: `https://github.com/${fullName}`, default_branch: 'main' },
      owner: { login, id: 1, type: 'User' },
      ...{ private: repository.isPrivate ?? false, fork: repository.isFork ?? false },
      ...{ archived: repository.isArchived ?? false, disabled: repository.isDisabled ?? false, pushed_at: pushedAt },
      ...{ topics: repository.topics ?? [], description: repository.description ?? null },
      license: repository.hasLicence === false ? null : { key: 'mit', spdx_id: 'MIT', name: 'MIT License' },
    } satisfies Part<Schemas['full-repository']>;
  };

  const paged = <Item>(items: Item[], query: URLSearchParams): Item[] => {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    return items.slice((page - 1) * size, page * size);
  };

  const results = <Item>(items: Item[], query: URLSearchParams, show: (item: Item) => object): Answer => {
    const size = Number(query.get('per_page') ?? 30);
    if (Number(query.get('page') ?? 1) * size > mostResults)
      return { status: 422, body: { message: 'Only the first 1000 search results are available' } };
    const found = paged(items, query);
    state.given += found.length;
    const body = { total_count: items.length, incomplete_results: false, items: found.map(show) };
    return { status: 200, body };
  };

  const searchRepositories = (query: URLSearchParams): Answer => {
    const [, topic = '', from = '', to = ''] = /^topic:(\S+) pushed:(\S+)\.\.(\S+)$/.exec(query.get('q') ?? '') ?? [];
    const found = state.repositories.filter(({ topics = [], pushedAt = '2026-11-01T00:00:00Z', isFork }) => {
      return topics.includes(topic) && pushedAt >= from && pushedAt <= to && !isFork;
    });
    return results(found, query, repositoryOf);
  };

  const searchCode = (query: URLSearchParams): Answer => {
    const [, from = '', to = ''] = / size:(\d+)\.\.(\d+)$/.exec(query.get('q') ?? '') ?? [];
    const found = state.repositories.flatMap((repository) =>
      Object.entries(repository.files ?? {})
        .map(([path, content]) => ({ repository, path, text: textOf(content) }))
        .filter(
          ({ path, text }) => /(^|\/)server\.json$/.test(path) && text.includes('modelcontextprotocol.io/schemas'),
        )
        .filter(({ text }) => text.length >= Number(from) && text.length <= Number(to)),
    );
    return results(found, query, ({ repository, path }) => {
      const { id, name, full_name, owner, private: isPrivate, fork } = repositoryOf(repository);
      return {
        ...{ name: 'server.json', path, sha: 'a'.repeat(40) },
        repository: { id, name, full_name, owner, private: isPrivate, fork },
      } satisfies Part<Schemas['code-search-result-item']>;
    });
  };

  const contents = ({ files = {} }: StoodRepository, path: string): Answer => {
    const content = files[path];
    if (content !== undefined) {
      const bytes = Buffer.from(textOf(content));
      const body = {
        ...{ type: 'file', encoding: 'base64', size: bytes.length, name: path.split('/').at(-1) ?? '', path },
        content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
      } satisfies Part<Schemas['content-file']>;
      return { status: 200, body };
    }
    if (path !== '' || Object.keys(files).length === 0) return { status: 404, body: { message: 'Not Found' } };
    const names = new Set(Object.keys(files).map((each) => each.split('/')[0] ?? ''));
    const body = [...names].map((name) => {
      const size = files[name] === undefined ? 0 : textOf(files[name]).length;
      return { type: files[name] === undefined ? ('dir' as const) : ('file' as const), name, path: name, size };
    }) satisfies Part<Schemas['content-directory']>;
    return { status: 200, body };
  };

  const answerTo = ({ pathname, searchParams: query }: URL, hasToken: boolean): Answer => {
    if (pathname === '/search/repositories') return searchRepositories(query);
    if (pathname === '/search/code' && !hasToken) return { status: 401, body: { message: 'Requires authentication' } };
    if (pathname === '/search/code') return searchCode(query);
    const [, login] = /^\/users\/([^/]+)\/repos$/.exec(pathname) ?? [];
    if (login !== undefined) {
      const own = state.repositories.filter(({ fullName }) => fullName.startsWith(`${login}/`));
      if (own.length === 0) return { status: 404, body: { message: 'Not Found' } };
      const newestFirst = own.map(repositoryOf).toSorted((a, b) => (a.pushed_at > b.pushed_at ? -1 : 1));
      return { status: 200, body: paged(newestFirst, query) };
    }
    const [, at = '', rest] = /^\/(repos\/[^/]+\/[^/]+|repositories\/\d+)(\/contents(?:\/.*)?)?$/.exec(pathname) ?? [];
    const place = at.replace(/^repos\//, '');
    const found = state.repositories.find(({ id, fullName }) => [fullName, `repositories/${id}`].includes(place));
    const moved = found ? undefined : state.repositories.find(({ formerly = [] }) => formerly.includes(place));
    if (moved) {
      const location = `/repositories/${moved.id}${rest ?? ''}`;
      return { status: 301, headers: { location }, body: { message: 'Moved Permanently', url: location } };
    }
    if (!found)
      return { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } };
    if (rest !== undefined) return contents(found, decodeURIComponent(rest.slice('/contents/'.length)));
    return { status: 200, body: repositoryOf(found) };
  };

  const server = await listening(
    createServer((request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const hasToken = request.headers.authorization === `token ${TOKEN}`;
      const resource =
        url.pathname === '/search/code' ? 'code_search' : url.pathname.startsWith('/search/') ? 'search' : 'core';
      const answer = state.refusals.shift() ?? answerTo(url, hasToken);
      const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
      const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
      const isUnchanged = answer.status === 200 && request.headers['if-none-match'] === etag;
      if (resource === 'core' && !isUnchanged) state.left -= 1;
      const status = isUnchanged ? 304 : answer.status;
      state.asked.push(`${decodeURIComponent(url.pathname + url.search)} ${status}`);
      response.writeHead(status, {
        ...{ 'content-type': 'application/json; charset=utf-8', etag },
        ...{ 'x-ratelimit-resource': resource, 'x-ratelimit-limit': resource === 'core' ? core : 30 },
        'x-ratelimit-remaining': resource === 'core' ? Math.max(0, state.left) : 29,
        'x-ratelimit-reset': state.resetAt,
        ...answer.headers,
      });
      response.end(isUnchanged ? undefined : text);
    }),
  );
  return { state, api: `http://127.0.0.1:${server.port}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}
