import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod';
import type { LocalServer } from './npm-package.ts';

const Scripts = z.record(z.string(), z.string()).default({});
const PyProject = z.looseObject({
  project: z
    .looseObject({
      name: z.string().optional(),
      version: z.string().optional(),
      description: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      scripts: Scripts,
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
  const { data, error } = PyProject.safeParse(parse(text));
  if (!data) throw new Error(z.prettifyError(error));
  if (!isServer && !dependenciesOf(data).some((name) => SDKS.includes(name))) return null;
  const { version, description } = data.project;
  return { version, description, start: startOf(data, folder, env) };
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
