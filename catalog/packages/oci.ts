import { isThere } from './answer.ts';
import { imageOf } from './image.ts';
import { labelsOf, MANIFEST_TYPES, SERVER_LABEL } from './labels.ts';
import { missing, type PackageRegistry } from './package-registry.ts';
import { pulling } from './pull.ts';

/** Images: the manifest by tag or digest, pulled as anyone can, and the label of its config that names the server. */
export const oci: PackageRegistry = {
  type: 'oci',
  proveBy: (server) => `Publish an image with the label ${SERVER_LABEL}=${JSON.stringify(server)}`,
  lookUp: async ({ identifier }, server, { ask, bases }) => {
    const image = imageOf(identifier);
    if (!image) return missing(`${JSON.stringify(identifier)} is no reference of an image`);
    const pull = pulling(image, ask, bases.oci);
    const answer = await pull(`manifests/${image.reference}`, MANIFEST_TYPES);
    if (answer.status === 401 || answer.status === 403)
      return missing(`${identifier} cannot be pulled without a sign-in: it is not there, or not public`);
    if (!isThere(answer)) return missing(`${image.registry} has no ${identifier}`);
    const labels = await labelsOf(answer, pull);
    const named = labels[SERVER_LABEL];
    const proof = named === undefined ? 'absent' : named === server ? 'matches' : 'differs';
    return { reason: 'ok', message: `${image.registry} has ${identifier}`, proof };
  },
};
