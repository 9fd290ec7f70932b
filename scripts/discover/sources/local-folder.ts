import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { anyClient } from '../../../proxy/services/sources/client-configs/clients.ts';
import { type ConfigFile, projectFiles } from '../../../proxy/services/sources/client-configs/config-files.ts';
import { Manifest } from '../../../proxy/services/sources/client-configs/manifest.ts';
import { readConfig } from '../../../proxy/services/sources/client-configs/read-configs.ts';
import { readPackageJson } from '../../../proxy/services/sources/folders/npm-package.ts';
import { readPyProject } from '../../../proxy/services/sources/folders/python-project.ts';
import { jsonOf, serverFolders, understood } from '../../../proxy/services/sources/folders/read-folders.ts';
import type { Find } from '../find.ts';
import { shownPath } from '../shown-path.ts';
import type { Around, Source } from '../source.ts';
import { describedBundle, describedServer } from './client-config/described-server.ts';
import { serversIn } from './local-folder/described-files.ts';
import { manifestFind } from './local-folder/manifest-find.ts';
import { zipEntry } from './local-folder/zip-entry.ts';

/** Folders that somebody names, and each folder in them: manifests, descriptions, lists of clients, bundles. */
export const localFolder: Source = {
  name: 'local-folder',
  reach: 'near',
  async *find(around) {
    const { folders, config, folder, home, signal, fault } = around;
    const named = [...folders, ...config.sources.folders].map((path) => resolve(folder, path));
    const seen = new Set<string>();
    for (const top of named) {
      const paths = await serverFolders(top).catch(() => {
        fault(shownPath(top, home), 'there is no such folder');
        return [];
      });
      for (const path of paths) {
        signal.throwIfAborted();
        if (seen.has(path)) continue;
        seen.add(path);
        yield* findsIn(path, around);
      }
    }
  },
};

/** Files that say something else than what server there is. */
const NO_DESCRIPTION =
  /^(package(-lock)?|tsconfig.*|mcp|manifest|composer|deno|biome|opencode|npm-shrinkwrap)\.jsonc?$|^\./;
const MOST_FILES = 10_000;

async function* findsIn(folder: string, around: Around): AsyncGenerator<Find> {
  const { home, now } = around;
  const names = (await readdir(folder).catch(() => [])).sort().slice(0, MOST_FILES);
  const at = now().toISOString();
  const found = (file: string, said: Omit<Find, 'source' | 'where' | 'at'>, place = ''): Find => {
    return { source: 'local-folder', where: `${shownPath(join(folder, file), home)}${place}`, at, ...said };
  };
  const described = new Set<string>();
  for (const name of [
    'server.json',
    '.mcp/server.json',
    ...names.filter((each) => each.endsWith('.json') && each !== 'server.json'),
  ]) {
    if (NO_DESCRIPTION.test(name) && name !== '.mcp/server.json') continue;
    const isMeant = name.endsWith('server.json');
    const said = (await read(folder, name, around, serversIn, around.config.sources.limits.answerBytes)) ?? [];
    if (isMeant && said.length === 0 && names.includes(name))
      around.fault(shownPath(join(folder, name), home), 'it describes no server');
    for (const { at: pointer, ...each } of said) {
      if (isMeant) described.add(String(each.server.name));
      yield found(name, each, pointer.replace(/^(?=\/)/, '#').replace(/^line /, ':'));
    }
  }
  yield* ownServer(folder, names, described, around, found);
  yield* listedServers(folder, names, around, found);
  for (const name of names.filter((each) => /\.(mcpb|dxt)$/i.test(each))) {
    const bundle = await bundleIn(join(folder, name), around);
    if (bundle) yield found(name, describedBundle(bundle));
  }
}

type MakeFind = (file: string, said: Omit<Find, 'source' | 'where' | 'at'>, place?: string) => Find;

/** What the manifest says, unless a server.json beside it has said so already. */
async function* ownServer(
  folder: string,
  names: string[],
  described: ReadonlySet<string>,
  around: Around,
  found: MakeFind,
): AsyncGenerator<Find> {
  const isServer = described.size > 0;
  const npm = await read(folder, 'package.json', around, (text) => readPackageJson(jsonOf(text), folder, { isServer }));
  const python = npm
    ? null
    : await read(folder, 'pyproject.toml', around, (text) => readPyProject(text, folder, around.env, { isServer }));
  const readmeFile = names.find((name) => /^readme(\.md|\.rst|\.txt)?$/i.test(name));
  const readme = readmeFile === undefined ? '' : ((await read(folder, readmeFile, around, (text) => text)) ?? '');
  const own = manifestFind(folder, npm ?? python, readme);
  const isSaid = isServer && (own?.nameOrigin === 'derived' || described.has(String(own?.server.name)));
  if (own && !isSaid) yield found(npm ? 'package.json' : python ? 'pyproject.toml' : (readmeFile ?? ''), own);
}

/** What a project tells its clients to start. */
async function* listedServers(
  folder: string,
  names: string[],
  { config, home, fault }: Around,
  found: MakeFind,
): AsyncGenerator<Find> {
  const own: ConfigFile[] = names.includes('mcp.json')
    ? [{ path: join(folder, 'mcp.json'), client: anyClient, folder }]
    : [];
  for (const file of [...own, ...(await projectFiles(folder))]) {
    const { listed, faults } = await readConfig(file, { maxBytes: config.sources.limits.configBytes });
    for (const message of faults)
      fault(shownPath(file.path, home), message.slice(file.path.length).replace(/^:\s*/, ''));
    for (const each of listed) yield found(file.path.slice(folder.length + 1), describedServer(each), `:${each.at()}`);
  }
}

async function bundleIn(path: string, { config, home, fault }: Around): Promise<Manifest | null> {
  try {
    const bytes = await zipEntry(path, 'manifest.json', { maxBytes: config.sources.limits.fileBytes });
    if (!bytes) throw new Error('it has no manifest.json');
    const { data, error } = Manifest.safeParse(jsonOf(bytes.toString('utf8')));
    if (data) return data;
    throw new Error(`its manifest.json: "${error.issues[0]?.path.join('.')}" is not as it should be`);
  } catch (error) {
    fault(shownPath(path, home), error);
    return null;
  }
}

/** What a file says; null where it is not there, or cannot be understood, which is told. */
async function read<T>(
  folder: string,
  file: string,
  { config: { sources }, home, fault }: Around,
  understand: (text: string) => T,
  fileBytes = sources.limits.fileBytes,
): Promise<T | null> {
  const config = { sources: { ...sources, limits: { ...sources.limits, fileBytes } } };
  return understood(folder, file, config, understand).catch((error: unknown) => {
    fault(shownPath(folder, home), error);
    return null;
  });
}
