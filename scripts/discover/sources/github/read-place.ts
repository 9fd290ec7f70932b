import type { Find } from '../../find.ts';
import { EnoughAsked } from '../../polite/polite-fetch.ts';
import type { Around } from '../../source.ts';
import type { Github } from './client.ts';
import { Files } from './files.ts';
import { fromManifests, fromServerJson, readServerJson, type Said } from './finds.ts';
import { type Described, described, MANIFESTS } from './manifests.ts';
import type { Place } from './repositories.ts';
import { repositoryFlags } from './repository.ts';
import { flagsOfRepositorySaid } from './repository-said.ts';

type Reading = Pick<Around, 'fault' | 'now'> & { github: Github };
type Root = Awaited<ReturnType<Files['root']>>;

/** Where a publisher puts a `server.json`. `mcp.json` is oftener a client's configuration, which is no server. */
const SERVER_FILES = ['server.json', '.mcp/server.json', 'mcp.json'];

/** What one repository says of servers: by each `server.json`, or where there is none by all its other files. */
export async function* readPlace({ repository, paths }: Place, reading: Reading): AsyncGenerator<Find> {
  const { github, fault, now } = reading;
  const files = new Files(github, repository);
  const flags = repositoryFlags(repository);
  const find = (path: string, said: Said): Find => ({
    source: 'github',
    where: `${repository.html_url}/blob/${repository.default_branch ?? 'HEAD'}/${path}`,
    at: now().toISOString(),
    ...{ server: said.server, nameOrigin: said.nameOrigin, evidence: said.evidence },
    repositoryId: `github:${repository.id}`,
    flags: [...said.flags, ...flags],
  });
  const readable = async <Value>(path: string, bytes: number, read: (text: string) => Value): Promise<Value | null> => {
    try {
      const text = await files.text(path, bytes);
      return text === null ? null : read(text);
    } catch (error) {
      if (error instanceof EnoughAsked) throw error;
      fault(`${repository.full_name}/${path}`, error);
      return null;
    }
  };

  const root: Root = paths === null ? await files.root() : new Map();
  const serverFiles = paths ?? SERVER_FILES.filter((path) => isThere(root, path));
  let isFound = false;
  for (const path of serverFiles) {
    const value = await readable(path, root.get(path)?.bytes ?? 0, readServerJson);
    const said = value && fromServerJson(repository, value);
    if (!said) continue;
    isFound = true;
    yield find(path, { ...said, flags: [...said.flags, ...(await flagsOfRepositorySaid(value, repository, github))] });
  }
  if (isFound || paths !== null || repository.fork) return;

  const parts: Described[] = [];
  let first = '';
  for (const [path, read] of Object.entries(MANIFESTS)) {
    const there = root.get(path);
    // Whatever a README names is of a package, and the last two say no more than that it is a server.
    const isNeeded = path === 'README.md' ? parts.length > 0 : !/^(glama|smithery)\./.test(path) || !isServer(parts);
    if (!there || there.isFolder || !isNeeded) continue;
    const part = await readable(path, there.bytes, read);
    if (part?.isServer && first === '') first = path;
    if (part) parts.push(part);
  }
  const said = fromManifests(repository, described(parts));
  if (said) yield find(first, said);
}

function isServer(parts: readonly Described[]): boolean {
  return parts.some((part) => part.isServer);
}

function isThere(root: Root, path: string): boolean {
  const [folder = '', file] = path.split('/');
  return root.get(folder)?.isFolder === (file !== undefined);
}
