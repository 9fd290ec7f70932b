import { createHash } from 'node:crypto';
import { isThere } from './answer.ts';
import { missing, type PackageRegistry } from './package-registry.ts';

/** A longer bundle is not read to its end, so that its hash is not known. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Bundles: the file at the URL, and whether it still is the one whose SHA-256 was published. */
export const mcpb: PackageRegistry = {
  type: 'mcpb',
  proveBy: null,
  lookUp: async ({ identifier, fileSha256 }, _server, { ask }) => {
    if (!URL.canParse(identifier) || !/^https?:$/.test(new URL(identifier).protocol))
      return missing('its bundle has no address');
    const hash = createHash('sha256');
    let bytes = 0;
    const answer = await ask(identifier, {
      maxBytes: MAX_BYTES,
      headers: { accept: '*/*' },
      onChunk: (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
      },
    });
    const { host } = new URL(identifier);
    if (!isThere(answer)) return missing(`${host} has no such file any more`);
    const message = `${host} has the file of ${bytes} bytes`;
    if (fileSha256 === undefined) return { reason: 'ok', message: `${message}; no SHA-256 was published`, proof: null };
    if (hash.digest('hex') === fileSha256.toLowerCase())
      return { reason: 'ok', message: `${message}, with the SHA-256 that was published`, proof: null };
    return { reason: 'package-withdrawn', message: `${host} has another file than was published`, proof: null };
  },
};
