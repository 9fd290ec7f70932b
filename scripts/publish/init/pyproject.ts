import { parse } from 'smol-toml';
import * as z from 'zod';
import type { Found } from './found.ts';

/** What is read of a `pyproject.toml` (https://packaging.python.org/specifications/pyproject-toml). */
const PyProject = z.looseObject({
  project: z.looseObject({
    name: z.string(),
    version: z.string().optional(),
    description: z.string().optional(),
    urls: z.record(z.string(), z.string()).default({}),
    scripts: z.record(z.string(), z.string()).default({}),
  }),
});

/** What a Python project says of itself. Throws where it is none. */
export function fromPyProject(text: string): Found {
  const { data, error } = PyProject.safeParse(parse(text));
  if (!data) throw new Error(z.prettifyError(error));
  const { name: identifier, version, description, urls, scripts } = data.project;
  const notes: Found['notes'] = [
    (name) =>
      `README of the package: write "mcp-name: ${name}" into it. By that the package says that it is this server's; nobody else can.`,
  ];
  if (Object.keys(scripts).length === 0)
    notes.push(() => 'pyproject.toml: add [project.scripts], or uvx has nothing to start.');
  return {
    ...{ slug: identifier, description, version, notes },
    ...{ repositoryUrl: urlOf(urls, ['repository', 'source', 'sourcecode', 'code', 'github']) },
    ...{ websiteUrl: urlOf(urls, ['homepage', 'documentation']) },
    package: {
      ...{ registryType: 'pypi', identifier, ...(version === undefined ? {} : { version }), runtimeHint: 'uvx' },
      transport: { type: 'stdio' },
    },
  };
}

/** Labels are compared without punctuation and capitals (https://packaging.python.org/specifications/well-known-project-urls). */
function urlOf(urls: Record<string, string>, labels: string[]): string | undefined {
  const byLabel = new Map(Object.entries(urls).map(([label, url]) => [label.toLowerCase().replace(/[\W_]/g, ''), url]));
  return labels.map((label) => byLabel.get(label)).find((url) => url !== undefined);
}
