import * as z from 'zod';
import { isThere, jsonOf } from './answer.ts';
import { missing, type PackageRegistry } from './package-registry.ts';
import { readmeProof } from './readme-proof.ts';

/** A name that a project on PyPI can have (PEP 508). */
export const PYPI_NAME = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i;

/** https://docs.pypi.org/api/json/ */
const Project = z.looseObject({
  info: z.looseObject({
    version: z.string(),
    description: z.string().nullish(),
    yanked: z.boolean().default(false),
    yanked_reason: z.string().nullish(),
  }),
  urls: z.array(z.unknown()).default([]),
});

/** PyPI: the JSON document of the version, whose `info.description` is the README. */
export const pypi: PackageRegistry = {
  type: 'pypi',
  proveBy: (server) => `Publish a version whose README has the line "mcp-name: ${server}"`,
  lookUp: async ({ identifier, version }, server, { ask, bases: { pypi: base } }) => {
    if (!PYPI_NAME.test(identifier)) return missing(`${JSON.stringify(identifier)} is no name of a project on PyPI`);
    const project = async (path: string) => {
      const answer = await ask(`${base.url}/pypi/${path}/json`, { base });
      return isThere(answer) ? jsonOf(answer, Project) : null;
    };
    const newest = await project(identifier);
    if (!newest) return missing(`PyPI has no ${identifier}`);
    const latest = newest.info.version;
    const found =
      version === undefined || version === latest
        ? newest
        : await project(`${identifier}/${encodeURIComponent(version)}`);
    if (!found) return missing(`PyPI has ${identifier}, and no version ${version} of it`, latest);
    const { info, urls } = found;
    if (urls.length === 0) return missing(`PyPI has no file of ${identifier} ${info.version}`, latest);
    const message = `PyPI has ${identifier} ${info.version}`;
    const proof = readmeProof(info.description ?? '', server);
    if (!info.yanked) return { reason: 'ok', message, proof, latest };
    const why = info.yanked_reason ? `: ${info.yanked_reason}` : '';
    return { reason: 'package-withdrawn', message: `${message}, yanked${why}`, proof, latest };
  },
};
