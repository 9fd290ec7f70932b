import { isObject } from '../../../../catalog/json/json.ts';
import { textIn } from '../../../../catalog/rules/server-view.ts';
import type { Find } from '../../find.ts';
import type { Flag } from '../../flag.ts';
import { type Described, SERVER_NAME } from './manifests.ts';
import { nameIn, type Repository } from './repository.ts';

/** What a find says beside where and when. */
export type Said = Pick<Find, 'server' | 'nameOrigin' | 'evidence'> & { flags: Flag[] };

/** A file as a `server.json` in any dialect: a name in the form of one, and how to reach it. Null: it is something else. */
export function readServerJson(text: string): Record<string, unknown> | null {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isObject(value)) return null;
  const server = isObject(value.server) ? value.server : value;
  const isDescribed =
    /\/server\.schema\.json$/.test(textIn(server, '$schema') ?? '') ||
    ['packages', 'remotes'].some((field) => Array.isArray(server[field]));
  return isDescribed ? value : null;
}

/** A `server.json` that stands in a repository; null in a fork that has no name of its own. */
export function fromServerJson(repository: Repository, value: Record<string, unknown>): Said | null {
  const server = isObject(value.server) ? value.server : value;
  const name = textIn(server, 'name') ?? '';
  if (!SERVER_NAME.test(name)) return derived(repository, server, value);
  const { isProven, flags } = nameIn(repository, name);
  if (repository.fork && !isProven) return null;
  return { server: value, nameOrigin: 'publisher', evidence: isProven ? 'proven' : 'claimed', flags };
}

/** What other files of a repository say; null where none says that it is a server. */
export function fromManifests(repository: Repository, said: Described): Said | null {
  if (!said.isServer) return null;
  const { name, title, description, version, package: found } = said;
  const server = {
    ...{ title, description: description ?? (repository.description?.trim() || undefined), version },
    repository: { url: repository.html_url, source: 'github', id: String(repository.id) },
    ...(found ? { packages: [{ ...found, transport: { type: 'stdio' } }] } : {}),
  };
  const known = Object.fromEntries(Object.entries(server).filter(([, value]) => value !== undefined));
  if (name === undefined) return derived(repository, known);
  return fromServerJson(repository, { name, ...known });
}

/** A server whose publisher gives it no name: it is called by its repository. */
function derived(
  repository: Repository,
  server: Record<string, unknown>,
  whole: Record<string, unknown> = server,
): Said | null {
  const { fork, full_name, owner, name: repositoryName } = repository;
  const name = `io.github.${owner.login}/${repositoryName}`;
  // Logins of managed accounts hold an underscore, which no namespace may.
  if (fork || !SERVER_NAME.test(name)) return null;
  const named = { ...server, name };
  const message = `${full_name} gives its server no name`;
  return {
    server: whole === server ? named : { ...whole, server: named },
    ...{ nameOrigin: 'derived', evidence: 'guessed' },
    flags: [{ code: 'name-derived', pointer: '/name', message }],
  };
}
