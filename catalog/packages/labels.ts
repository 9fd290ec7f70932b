import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Answer, isThere, jsonOf } from './answer.ts';
import type { Pull } from './pull.ts';
import { RegistryFault } from './registry-fault.ts';

/** The label of an image that names its server. */
export const SERVER_LABEL = 'io.modelcontextprotocol.server.name';

const INDEX = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const MANIFEST = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];

/** What to accept of a tag: one image, or an index of images by platform. */
export const MANIFEST_TYPES = [...INDEX, ...MANIFEST].join(', ');

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

/** The labels of an image, of its manifest or of an index as it was answered: nothing is pulled but its config. */
export async function labelsOf(answer: Answer, pull: Pull): Promise<Record<string, string>> {
  const found = jsonOf(answer, z.union([Index, Manifest]));
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
    return configLabels(jsonOf(answer, Manifest), pull);
  }
  return configLabels(Manifest.parse(found), pull);
}

async function configLabels(
  { config: { digest } }: z.infer<typeof Manifest>,
  pull: Pull,
): Promise<Record<string, string>> {
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
