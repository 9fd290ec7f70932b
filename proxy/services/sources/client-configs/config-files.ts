import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { anyClient, type Client, clients, SYSTEMS, type System } from './clients.ts';

/** A configuration that is there, whose it is, and where its relative paths start. */
export interface ConfigFile {
  path: string;
  client: Pick<Client, 'name' | 'keys' | 'otherKeys' | 'bareUrl' | 'isManifest'>;
  folder: string;
}

export interface UserPlace {
  home: string;
  env: NodeJS.ProcessEnv;
  system?: NodeJS.Platform;
}

/** Every configuration of every known client that a user of this machine has. */
export async function userFiles({ home, env, system = process.platform }: UserPlace): Promise<ConfigFile[]> {
  const on = SYSTEMS.find((each) => each === system) ?? 'linux';
  const found = clients.flatMap((client) => {
    const patterns = 'linux' in client.user ? client.user[on] : client.user;
    return patterns.map(async (pattern) => {
      const paths = await matching(placeOf(pattern, { home, env, on }));
      return paths.map((path) => ({ path, client, folder: client.isManifest ? dirname(path) : home }));
    });
  });
  return unique((await Promise.all(found)).flat());
}

function placeOf(pattern: string, { home, env, on }: { home: string; env: NodeJS.ProcessEnv; on: System }): string {
  const config = {
    linux: env.XDG_CONFIG_HOME || join(home, '.config'),
    darwin: join(home, 'Library', 'Application Support'),
    win32: env.APPDATA || join(home, 'AppData', 'Roaming'),
  }[on];
  const copilot = env.COPILOT_HOME || join(home, '.copilot');
  return resolve(pattern.replace(/^~/, home).replace('{config}', config).replace('{copilot}', copilot));
}

/** The configurations that a project's folder has for its clients. */
export async function projectFiles(folder: string): Promise<ConfigFile[]> {
  const found = clients.flatMap((client) =>
    client.project.map(async (pattern) =>
      (await matching(join(folder, pattern))).map((path) => ({ path, client, folder })),
    ),
  );
  return unique((await Promise.all(found)).flat());
}

/** What an operator named: a file, or a folder with those of a project. Throws when there is neither. */
export async function namedFiles(path: string): Promise<ConfigFile[]> {
  if ((await stat(path)).isDirectory()) return projectFiles(path);
  return [{ path, client: clientOf(path), folder: projectOf(path) }];
}

/** Whose a file is, by where it stands; several clients share some. */
function clientOf(path: string): ConfigFile['client'] {
  const tail = (pattern: string) => pattern.replace(/^(~|\{\w+\})\//, '').split('/');
  const steps = path.split(/[/\\]/);
  const owners = clients.filter(({ user, project }) =>
    [...('linux' in user ? Object.values(user).flat() : user), ...project].some((pattern) => {
      const wanted = tail(pattern);
      // A bare name is everybody's, if it is not a name like `.mcp.json`.
      if (wanted.length === 1 && /^(mcp|settings|config)\.\w+$/.test(wanted[0] ?? '')) return false;
      return wanted.every((step, index) => isMatch(step, steps[steps.length - wanted.length + index] ?? ''));
    }),
  );
  return merged(owners) ?? anyClient;
}

function merged(owners: readonly Client[]): ConfigFile['client'] | undefined {
  const [first, ...others] = owners;
  if (!first || others.length === 0) return first;
  const keys = [...new Map(owners.flatMap((owner) => owner.keys).map((key) => [key.join('\n'), key])).values()];
  const otherKeys = owners.flatMap((owner) => owner.otherKeys ?? []);
  return { ...first, name: owners.map(({ name }) => name).join(', '), keys, otherKeys };
}

/** Files such as `.vscode/mcp.json` speak of the folder above theirs. */
function projectOf(path: string): string {
  const folder = dirname(path);
  return /^\.\w/.test(basename(folder)) ? dirname(folder) : folder;
}

/** A file that several clients read is one file, with all their keys; so is one that is reached by two ways. */
async function unique(files: ConfigFile[]): Promise<ConfigFile[]> {
  const known = new Map<string, ConfigFile & { owners: Client[] }>();
  for (const file of files) {
    const real = await realpath(file.path);
    const before = known.get(real);
    const owner = clients.filter(({ name }) => name === file.client.name);
    const owners = [...(before?.owners ?? []), ...owner];
    known.set(real, { ...file, ...before, owners, client: merged([...new Set(owners)]) ?? file.client });
  }
  return [...known.values()].map(({ owners: _owners, ...file }) => file);
}

const MOST_MATCHES = 1000;

/** The files that a path with `*` in it leads to, sorted. */
async function matching(pattern: string): Promise<string[]> {
  const [root = '', ...steps] = pattern.split(/[/\\]/);
  let paths = [root === '' ? '/' : `${root}/`];
  for (const step of steps) {
    const next = step.includes('*')
      ? paths.map(async (path) => {
          const names = await readdir(path).catch(() => []);
          return names
            .filter((name) => isMatch(step, name))
            .sort()
            .map((name) => join(path, name));
        })
      : paths.map((path) => [join(path, step)]);
    paths = (await Promise.all(next)).flat().slice(0, MOST_MATCHES);
  }
  const files = paths.map(async (path) => ((await stat(path).catch(() => null))?.isFile() ? [path] : []));
  return (await Promise.all(files)).flat();
}

function isMatch(pattern: string, name: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === name;
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
