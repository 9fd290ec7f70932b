import * as z from 'zod';
import { isThere, jsonOf } from './answer.ts';
import { missing, type PackageFinding, type PackageRegistry } from './package-registry.ts';
import { RegistryFault } from './registry-fault.ts';

/** A name that an npm package can have. */
export const NPM_NAME = /^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/i;

const Manifest = z.looseObject({
  version: z.string(),
  mcpName: z.unknown().optional(),
  deprecated: z.unknown().optional(),
});

/** npm: the manifest of the version, at the registry that the npm client here is configured with. */
export const npm: PackageRegistry = {
  type: 'npm',
  proveBy: (server) => `Publish a version whose package.json has "mcpName": ${JSON.stringify(server)}`,
  lookUp: async ({ identifier, version = 'latest' }, server, { ask, bases }) => {
    if (!NPM_NAME.test(identifier)) return missing(`${JSON.stringify(identifier)} is no name of an npm package`);
    const base = await bases.npm();
    const manifest = async (of: string) => {
      const path = `${identifier.replace('/', '%2F')}/${encodeURIComponent(of)}`;
      const answer = await ask(`${base.url}/${path}`, { base });
      return isThere(answer) ? jsonOf(answer, Manifest) : null;
    };
    return unnamed(base.url, async () => {
      const found = await manifest(version);
      const newest = version === 'latest' ? found : await manifest('latest');
      if (!found) {
        return newest
          ? missing(`npm has ${identifier}, and no version ${version} of it`, newest.version)
          : missing(`npm has no ${identifier}`);
      }
      return judged(`npm has ${identifier}@${found.version}`, found, server, newest?.version);
    });
  },
};

function judged(
  message: string,
  { mcpName, deprecated }: z.infer<typeof Manifest>,
  server: string,
  latest: string | undefined,
): PackageFinding {
  const proof = typeof mcpName !== 'string' ? 'absent' : mcpName === server ? 'matches' : 'differs';
  // An empty message is how a deprecation is taken back.
  if (typeof deprecated === 'string' ? deprecated !== '' : deprecated === true)
    return { reason: 'package-withdrawn', message: `${message}, deprecated: ${deprecated}`, proof, latest };
  return { reason: 'ok', message, proof, latest };
}

/** Which registry npm asks is the operator's own business: what is published does not name it. */
async function unnamed<T>(base: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RegistryFault)) throw error;
    const { host, hostname } = new URL(base);
    const message = error.message.replaceAll(host, 'npm’s registry').replaceAll(hostname, 'npm’s registry');
    throw new RegistryFault(error.reason, message, { cause: error });
  }
}
