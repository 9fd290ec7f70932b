import type { Ask } from '../../../../catalog/packages/ask.ts';
import { RegistryFault } from '../../../../catalog/packages/registry-fault.ts';
import { EnoughAsked } from '../../polite/polite-fetch.ts';
import type { Around } from '../../source.ts';

/**
 * Asks a registry of images on a source's polite way. Manifests count as pulls, of which those without an account have few:
 * a registry that says there were too many ends the source.
 */
export function politeAsk(get: Around['get']): Ask {
  return async (url, { base = null, headers = {} } = {}) => {
    const { origin, host, pathname } = new URL(url);
    const isOperators = base?.isChosen === true && new URL(base.url).origin === origin;
    // Whatever gives a token is not kept.
    const isKept = /\/(?:manifests|blobs)\//.test(pathname);
    const sent = { accept: 'application/json', ...headers };
    const { status, headers: said, body } = await get(url, { headers: sent, isOperators, isKept });
    if (status === 429) throw new EnoughAsked(`${host} says that there were too many pulls (429)`);
    if (status >= 500) throw new RegistryFault('http-5xx', `its registry answers with ${status}`);
    const header = (name: string) => String(said[name] ?? '');
    return { status, header, body: status === 200 ? body : Buffer.alloc(0) };
  };
}
