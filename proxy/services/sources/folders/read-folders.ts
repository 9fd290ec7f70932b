import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pLimit from 'p-limit';
import { parseJsonSource } from '../../../../catalog/json/json-source.ts';
import { readableServer } from '../../../../catalog/readable-server.ts';
import type { ServerJson } from '../../../../catalog/server-json.ts';
import type { ProxyConfig } from '../../../config.ts';
import { ConfiguredService } from '../../../config.ts';
import { operatorEgress } from '../../egress.ts';
import { entryOf } from '../../found-entry.ts';
import { type InstanceSpec, type Surroundings, serviceOf } from '../../service.ts';
import { resolveValues } from '../../values.ts';
import { slugOf } from '../slug.ts';
import { type Found, plainServer, type Reading } from '../source.ts';
import { readMcpJson } from './mcp-json.ts';
import { type LocalServer, readPackageJson } from './npm-package.ts';
import { readPyProject } from './python-project.ts';

interface FolderSurroundings {
  config: ProxyConfig;
  env: NodeJS.ProcessEnv;
}

/** Folders that hold what others wrote, not servers of their own. */
const PASSED_OVER = new Set(['node_modules', '__pycache__', 'dist', 'build']);
const AT_ONCE = 8;

/** The servers in a folder and in its subfolders. Throws when there is no such folder. */
export async function readFolders(folder: string, surroundings: FolderSurroundings): Promise<Reading> {
  const limit = pLimit(AT_ONCE);
  const readings = await Promise.all(
    (await serverFolders(folder)).map((path) =>
      limit(async (): Promise<Reading> => {
        try {
          return { found: await readServerFolder(path, surroundings), faults: [] };
        } catch (error) {
          const message = `${basename(path)}: ${error instanceof Error ? error.message : String(error)}`;
          return { found: [], faults: [{ origin: path, message }] };
        }
      }),
    ),
  );
  return { found: readings.flatMap(({ found }) => found), faults: readings.flatMap(({ faults }) => faults) };
}

/** A folder, and whatever in it may be a server's own. Throws when there is no such folder. */
export async function serverFolders(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && !PASSED_OVER.has(name)).sort();
  return [folder, ...names.map((name) => join(folder, name))];
}

/** The servers that one folder describes. Throws when something in it is half written, say. */
async function readServerFolder(folder: string, { config, env }: FolderSurroundings): Promise<Found[]> {
  const read = <T>(file: string, understand: (text: string) => T) => understood(folder, file, config, understand);
  const server = await read('server.json', serverJsonOf);
  const egress = operatorEgress({ config, folder, env });
  const listed = (await read('mcp.json', (text) => readMcpJson(text, folder, { env, egress }))) ?? [];
  const isServer = server !== null;
  const local =
    (await read('package.json', (text) => readPackageJson(jsonOf(text), folder, { isServer }))) ??
    (await read('pyproject.toml', (text) => readPyProject(text, folder, env, { isServer })));
  const own = ownServer(folder, server, local, { config, env });
  // What an mcp.json says of how this very server is run is the operator's word.
  return own && !listed.some(({ slug }) => slug === own.slug) ? [own, ...listed] : listed;
}

/** The server whose code, or whose server.json, lies in a folder. Code that is there is run; else what was published is. */
function ownServer(
  folder: string,
  said: ServerJson | null,
  local: LocalServer | null,
  { config, env }: FolderSurroundings,
): Found | null {
  if (!said && !local) return null;
  const slug = slugOf(basename(folder));
  const { name = slug, version = '0.0.0', description = '' } = local ?? {};
  const server = said ?? plainServer(name, { version, description });
  const settings =
    config.services.find(({ name }) => name === server.name || name === slug) ??
    ConfiguredService.parse({ name: slug });
  const packages = server.packages ?? [];
  return {
    origin: folder,
    slug,
    server,
    instances: local
      ? [localInstance(folder, slug, configured(local.start, settings, { folder, env }))]
      : publishedInstances(server, slug, settings, { config, folder, env }),
    variables: packages.flatMap(({ environmentVariables = [] }) => environmentVariables.map(({ name }) => name)),
  };
}

function localInstance(folder: string, slug: string, start: LocalServer['start']): InstanceSpec {
  const target = 'reason' in start ? start : { transport: 'stdio' as const, command: start };
  return { id: `folder-${slug}`, transport: 'stdio', address: folder, location: 'local', target };
}

/** What the operator adds to the command that the folder gives. */
function configured(
  start: LocalServer['start'],
  { args, env: sources }: ConfiguredService,
  surroundings: { folder: string; env: NodeJS.ProcessEnv },
): LocalServer['start'] {
  if ('reason' in start) return start;
  const { values, missing } = resolveValues(sources, surroundings);
  if (missing.length > 0) {
    const message = `the configuration takes ${missing.join(', ')} from where nothing is set`;
    return { reason: 'needs-config', message };
  }
  return { ...start, args: [...start.args, ...args], env: { ...start.env, ...values } };
}

function publishedInstances(
  server: ServerJson,
  slug: string,
  { instances: _others, ...settings }: ConfiguredService,
  surroundings: Surroundings,
): InstanceSpec[] {
  const { instances } = serviceOf(entryOf(server), { ...settings, instances: [] }, surroundings);
  return instances.map((spec) => ({ ...spec, id: `folder-${slug}-${spec.id}` }));
}

function serverJsonOf(text: string): ServerJson {
  const server = readableServer(jsonOf(text));
  if (!server) throw new Error('it is no server.json: name, description and version are needed');
  return server;
}

/** Comments and a comma too many, as hosts let their users write them. */
const HARMLESS = new Set(['E102', 'E103', 'E105']);

/** A file that ends in the middle is being written: what it says so far is not what it is to say. */
export function jsonOf(text: string): unknown {
  const { value, problems } = parseJsonSource('', text);
  const fault = problems.find(({ code }) => !HARMLESS.has(code));
  if (fault) throw new Error(`${fault.line}:${fault.column} ${fault.message}`);
  return value;
}

/** What a file of a folder says; null where there is no such file. Throws with the file's name. */
export async function understood<T>(
  folder: string,
  file: string,
  { sources }: Pick<ProxyConfig, 'sources'>,
  understand: (text: string) => T,
): Promise<T | null> {
  const path = join(folder, file);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const { fileBytes } = sources.limits;
  if (found.size > fileBytes) throw new Error(`${file} is longer than ${fileBytes} bytes`);
  try {
    return understand(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
