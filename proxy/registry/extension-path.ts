import { ProxyError } from '../error.ts';
import type { Asked } from './endpoint.ts';

/** Extensions stand below the id of their registry, so that clients tell those of one from those of another. */
export const EXTENSION_PATH = '/x/{registry}';

/** Throws `not_found` for the extensions of another registry than this. */
export function expectThisRegistry({ params: [asked = ''], snapshot }: Asked): void {
  const { id } = snapshot.manifest.registry;
  if (asked !== id) throw new ProxyError('not_found', `The extensions of this registry are below /v0.1/x/${id}/`);
}
