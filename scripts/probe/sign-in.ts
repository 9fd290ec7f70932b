import * as z from 'zod';
import { DEFAULT_HTTP_LIMITS, HttpOrigin, type HttpTarget, readText } from '../../proxy/upstream/http.ts';

const Metadata = z.looseObject({ resource: z.string(), authorization_servers: z.array(z.url()).min(1) });

/**
 * The address of a server's sign-in metadata (RFC 9728) that can really be read: where its refusal says, or else at the
 * well-known path. Null when there is none, so that nobody could sign in.
 */
export async function findSignIn(
  target: HttpTarget,
  announced: string | undefined,
  signal: AbortSignal,
): Promise<string | null> {
  for (const address of announced === undefined ? wellKnown(target.url) : [announced, ...wellKnown(target.url)]) {
    if (
      URL.canParse(address) &&
      /^https?:$/.test(new URL(address).protocol) &&
      (await isMetadata(address, target, signal))
    )
      return address;
  }
  return null;
}

function wellKnown(url: string): string[] {
  const { origin, pathname } = new URL(url);
  const root = `${origin}/.well-known/oauth-protected-resource`;
  return pathname === '/' ? [root] : [`${root}${pathname.replace(/\/$/, '')}`, root];
}

/**
 * Reads the document without any of our credentials: it is public, or it is no help. On another origin than the
 * server's, the address is what a publisher wrote, whoever configured the server: it does not lead to private places.
 */
async function isMetadata(address: string, { url, egress }: HttpTarget, signal: AbortSignal): Promise<boolean> {
  const { any: _any, ...guarded } = egress;
  const own = new URL(address).origin === new URL(url).origin;
  const origin = new HttpOrigin({ url: address, headers: {}, egress: own ? egress : guarded }, DEFAULT_HTTP_LIMITS);
  try {
    const { pathname, search } = origin.url;
    const answer = await origin.exchange(
      'GET',
      `${pathname}${search}`,
      { accept: 'application/json' },
      { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) },
    );
    const text = await readText(answer, 64 * 1024);
    return answer.status === 200 && Metadata.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  } finally {
    await origin.close();
  }
}
