import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import type { LocalServer, Published } from './npm-package.ts';

const Scripts = z.record(z.string(), z.string()).default({});
const PyProject = z.looseObject({
  project: z
    .looseObject({
      name: z.string().optional(),
      version: z.string().optional(),
      description: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      scripts: Scripts,
      dynamic: z.array(z.string()).default([]).catch([]),
      classifiers: z.array(z.string()).default([]).catch([]),
      license: z.unknown().optional(),
      urls: z.record(z.string(), z.string()).default({}).catch({}),
    })
    .prefault({}),
  tool: z
    .looseObject({
      poetry: z
        .looseObject({ dependencies: z.record(z.string(), z.unknown()).default({}), scripts: Scripts })
        .prefault({}),
    })
    .prefault({}),
});
type PyProject = z.infer<typeof PyProject>;

const SDKS = ['mcp', 'fastmcp', 'mcp-server'];

/**
 * The MCP server that a folder's `pyproject.toml` is of: its script is run by uv, or by Python where there is no uv. Null for
 * a project of something else, unless the folder is known to hold a server. Throws when it is no `pyproject.toml`.
 */
export function readPyProject(
  text: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  { isServer = false }: { isServer?: boolean } = {},
): LocalServer | null {
  const { data, error } = PyProject.safeParse(tomlOf(text));
  if (!data) throw new Error(z.prettifyError(error));
  if (!isServer && !dependenciesOf(data).some((name) => SDKS.includes(name))) return null;
  const { version, description } = data.project;
  return { version, description, start: startOf(data, folder, env), published: publishedAs(data) };
}

/** A project that says for others where it is from, or what kind it is, is meant to be published. */
function publishedAs({ project }: PyProject): Published | undefined {
  const { name, version, dynamic, classifiers, urls, license } = project;
  const isNamed = name !== undefined && /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name);
  const isPrivate = classifiers.some((each) => each.startsWith('Private ::'));
  const isMeant = classifiers.length > 0 || Object.keys(urls).length > 0;
  if (!isNamed || isPrivate || !isMeant || (version === undefined && !dynamic.includes('version'))) return undefined;
  const links = new Map(Object.entries(urls).map(([label, url]) => [label.toLowerCase(), url]));
  return {
    ...{ registryType: 'pypi', identifier: name, homepage: links.get('homepage') },
    repository: ['repository', 'source', 'source code', 'github', 'homepage']
      .map((label) => links.get(label))
      .find(Boolean),
    hasLicence: license !== undefined || classifiers.some((each) => each.startsWith('License ::')),
  };
}

/** Names of packages, as they are compared (PEP 503): of `MCP[cli] >= 1.2`, it is `mcp`. */
function dependenciesOf({ project, tool }: PyProject): string[] {
  const names = [...project.dependencies.map((wanted) => wanted.trim()), ...Object.keys(tool.poetry.dependencies)];
  return names.map((wanted) => (/^[A-Za-z0-9._-]+/.exec(wanted)?.[0] ?? '').toLowerCase().replace(/[-_.]+/g, '-'));
}

function startOf({ project, tool }: PyProject, folder: string, env: NodeJS.ProcessEnv): LocalServer['start'] {
  const scripts = { ...tool.poetry.scripts, ...project.scripts };
  const name = project.name !== undefined && project.name in scripts ? project.name : Object.keys(scripts)[0];
  const entry = name === undefined ? undefined : scripts[name];
  if (name === undefined || entry === undefined)
    return { reason: 'not-runnable', message: 'its pyproject.toml names no script' };
  if (isOnPath('uv', env)) return { command: 'uv', args: ['run', '--directory', folder, name], env: {}, cwd: folder };
  const [, module, called] = /^([\w.]+)\s*:\s*([\w.]+)$/.exec(entry) ?? [];
  if (module === undefined || called === undefined)
    return { reason: 'not-runnable', message: `${JSON.stringify(entry)} is no script: write module:function` };
  const [first = called] = called.split('.');
  const code = `import sys; from ${module} import ${first}; sys.exit(${called}())`;
  const paths = [join(folder, 'src'), folder].join(delimiter);
  return { command: pythonOf(folder), args: ['-c', code], env: { PYTHONPATH: paths }, cwd: folder };
}

/** The project's own interpreter, where it has one: its packages are there. */
function pythonOf(folder: string): string {
  const own = join(folder, '.venv', 'bin', 'python');
  return existsSync(own) ? own : 'python3';
}

function isOnPath(program: string, { PATH = '' }: NodeJS.ProcessEnv): boolean {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The parser's own words show the text around a fault, which is not for a log. */
function tomlOf(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) throw new Error(`${error.line}:${error.column} it is no TOML from here on`);
    throw error;
  }
}
