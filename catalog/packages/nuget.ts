import * as z from 'zod';
import { isThere, jsonOf } from './answer.ts';
import { type Desk, missing, type PackageRegistry } from './package-registry.ts';
import { readmeProof } from './readme-proof.ts';
import { RegistryFault } from './registry-fault.ts';

/** https://learn.microsoft.com/en-us/nuget/api/service-index */
const ServiceIndex = z.looseObject({ resources: z.array(z.looseObject({ '@id': z.url(), '@type': z.string() })) });

/** https://learn.microsoft.com/en-us/nuget/api/registration-base-url-resource */
const Leaf = z.looseObject({
  catalogEntry: z.looseObject({
    version: z.string(),
    listed: z.boolean().default(true),
    deprecation: z.looseObject({ message: z.string().optional(), reasons: z.array(z.string()).default([]) }).optional(),
  }),
});
const Page = z.looseObject({ items: z.array(Leaf) });
const Registration = z.looseObject({
  items: z.array(z.looseObject({ '@id': z.string(), items: z.array(Leaf).optional() })).max(64),
});
type Leaf = z.infer<typeof Leaf>['catalogEntry'];

/** NuGet: the registration of the package, which has all its versions, and the README of the one that is asked for. */
export const nuget: PackageRegistry = {
  type: 'nuget',
  proveBy: (server) => `Publish a version whose README has the line "mcp-name: ${server}"`,
  lookUp: async ({ identifier, version }, server, desk) => {
    if (!/^[a-z0-9_]+([.-][a-z0-9_]+)*$/i.test(identifier))
      return missing(`${JSON.stringify(identifier)} is no name of a NuGet package`);
    const at = await resources(desk);
    const id = identifier.toLowerCase();
    const leaves = await versionsOf(`${at.registrations}/${id}/index.json`, desk);
    if (!leaves) return missing(`NuGet has no ${identifier}`);
    const newest = leaves.findLast(({ listed }) => listed);
    const found =
      version === undefined ? (newest ?? leaves.at(-1)) : leaves.find((leaf) => same(leaf.version, version));
    const latest = newest?.version.split('+')[0];
    if (!found) return missing(`NuGet has ${identifier}, and no version ${version} of it`, latest);
    const own = plain(found.version);
    const readme = await desk.ask(`${at.packages}/${id}/${own}/readme`, { base: desk.bases.nuget });
    const proof = readmeProof(isThere(readme) ? readme.body.toString('utf8') : '', server);
    const message = `NuGet has ${identifier} ${own}`;
    const { deprecation, listed } = found;
    if (deprecation) {
      const why = deprecation.message ?? deprecation.reasons.join(', ');
      return { reason: 'package-withdrawn', message: `${message}, deprecated: ${why}`, proof, latest };
    }
    if (!listed) return { reason: 'package-withdrawn', message: `${message}, no longer listed`, proof, latest };
    return { reason: 'ok', message, proof, latest };
  },
};

/** Where the service index says that things are. */
async function resources({ ask, bases: { nuget: base } }: Desk): Promise<{ registrations: string; packages: string }> {
  const answer = await ask(base.url, { base });
  const index = jsonOf(answer, ServiceIndex).resources;
  const placeOf = (...types: string[]) => {
    const found = types.flatMap((type) => index.find((each) => each['@type'] === type) ?? [])[0];
    if (!found) throw new RegistryFault('not-runnable', `NuGet’s service index has no ${types[0]}`);
    return found['@id'].replace(/\/+$/, '');
  };
  return {
    registrations: placeOf('RegistrationsBaseUrl/3.6.0', 'RegistrationsBaseUrl/Versioned', 'RegistrationsBaseUrl'),
    packages: placeOf('PackageBaseAddress/3.0.0'),
  };
}

/** All versions, oldest first; null when there is no such package. Of a package with many, pages are asked for singly. */
async function versionsOf(url: string, { ask, bases: { nuget: base } }: Desk): Promise<Leaf[] | null> {
  const answer = await ask(url, { base });
  if (!isThere(answer)) return null;
  const leaves: Leaf[] = [];
  for (const { '@id': place, items } of jsonOf(answer, Registration).items) {
    const page = items ?? jsonOf(await ask(new URL(place, url).href, { base }), Page).items;
    leaves.push(...page.map(({ catalogEntry }) => catalogEntry));
  }
  return leaves;
}

/** `1.2.3+build` is `1.2.3`, in whatever case: https://learn.microsoft.com/en-us/nuget/concepts/package-versioning */
function plain(version: string): string {
  return (version.split('+')[0] ?? '').toLowerCase();
}

function same(a: string, b: string): boolean {
  const short = (version: string) => plain(version).replace(/^(\d+\.\d+\.\d+)\.0(?=$|-)/, '$1');
  return short(a) === short(b);
}
