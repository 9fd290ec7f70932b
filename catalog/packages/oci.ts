import { createHash } from 'node:crypto';
import * as z from 'zod';
import { isThere, jsonOf } from './answer.ts';
import { imageOf } from './image.ts';
import { missing, type PackageRegistry } from './package-registry.ts';
import { type Pull, pulling } from './pull.ts';
import { RegistryFault } from './registry-fault.ts';

/** The label of an image that names its server. */
const LABEL = 'io.modelcontextprotocol.server.name';

const INDEX = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const MANIFEST = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];

/** https://github.com/opencontainers/image-spec: an index of manifests by platform, a manifest, and an image's config. */
const Index = z.looseObject({
  manifests: z
    .array(
      z.looseObject({
        digest: z.string(),
        platform: z.looseObject({ os: z.string(), architecture: z.string() }).optional(),
      }),
    )
    .min(1),
});
const Manifest = z.looseObject({ config: z.looseObject({ digest: z.string() }) });
const Config = z.looseObject({
  config: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** Images: the manifest by tag or digest, pulled as anyone can, and the label of its config that names the server. */
export const oci: PackageRegistry = {
  type: 'oci',
  proveBy: (server) => `Publish an image with the label ${LABEL}=${JSON.stringify(server)}`,
  lookUp: async ({ identifier }, server, { ask, bases }) => {
    const image = imageOf(identifier);
    if (!image) return missing(`${JSON.stringify(identifier)} is no reference of an image`);
    const pull = pulling(image, ask, bases.oci);
    const answer = await pull(`manifests/${image.reference}`, [...INDEX, ...MANIFEST].join(', '));
    if (answer.status === 401 || answer.status === 403)
      return missing(`${identifier} cannot be pulled without a sign-in: it is not there, or not public`);
    if (!isThere(answer)) return missing(`${image.registry} has no ${identifier}`);
    const labels = await labelsOf(jsonOf(answer, z.union([Index, Manifest])), pull);
    const named = labels[LABEL];
    const proof = named === undefined ? 'absent' : named === server ? 'matches' : 'differs';
    return { reason: 'ok', message: `${image.registry} has ${identifier}`, proof };
  },
};

async function labelsOf(
  found: z.infer<typeof Index> | z.infer<typeof Manifest>,
  pull: Pull,
): Promise<Record<string, string>> {
  const index = Index.safeParse(found).data;
  if (index) {
    // Attestations stand among the manifests too, for a platform "unknown".
    const platform = ({ platform }: (typeof index.manifests)[number]) => `${platform?.os}/${platform?.architecture}`;
    const chosen =
      index.manifests.find((each) => platform(each) === 'linux/amd64') ??
      index.manifests.find((each) => !platform(each).includes('unknown')) ??
      index.manifests[0];
    if (!chosen) return {};
    const answer = await digested(pull, `manifests/${chosen.digest}`, chosen.digest, MANIFEST.join(', '));
    return labelsOf(jsonOf(answer, Manifest), pull);
  }
  const { digest } = Manifest.parse(found).config;
  const answer = await digested(pull, `blobs/${digest}`, digest, '*/*');
  return jsonOf(answer, Config).config?.Labels ?? {};
}

/** Part of an image, which has to be what its digest says. */
async function digested(pull: Pull, path: string, digest: string, accept: string) {
  const answer = /^sha256:[a-f0-9]{64}$/.test(digest) ? await pull(path, accept) : null;
  if (!answer || !isThere(answer))
    throw new RegistryFault('not-runnable', `its registry has no ${digest} of the image`);
  if (`sha256:${createHash('sha256').update(answer.body).digest('hex')}` !== digest)
    throw new RegistryFault('not-runnable', 'its registry sends another content than the digest names');
  return answer;
}
