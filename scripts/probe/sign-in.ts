import * as z from 'zod';
import { type FetchOptions, guardedFetch } from '../../catalog/net/guarded-fetch.ts';
import { USER_AGENT } from '../../catalog/net/user-agent.ts';
import type { HttpTarget } from '../../proxy/upstream/http.ts';

/** Where a sign-in is described (RFC 9728), and who does it, if that describes itself (RFC 8414, or OpenID Connect). */
export interface SignIn {
  resourceMetadata: string;
  authorizationServer?: string;
}

const Resource = z.looseObject({ resource: z.string(), authorization_servers: z.array(z.url()).min(1) });
const Authorization = z.looseObject({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url() });

/**
 * The sign-in of a server as it can really be read: where its refusal says, or else at the well-known path. Null when it
 * is described nowhere, so that nobody could sign in.
 */
export async function findSignIn(
  target: HttpTarget,
  announced: string | undefined,
  signal: AbortSignal,
): Promise<SignIn | null> {
  const places = wellKnown(target.url, 'oauth-protected-resource');
  for (const address of announced === undefined ? places : [announced, ...places]) {
    const resource = await documentAt(address, Resource, target, signal);
    if (!resource) continue;
    const [server = ''] = resource.authorization_servers;
    return (await isDescribed(server, target, signal))
      ? { resourceMetadata: address, authorizationServer: server }
      : { resourceMetadata: address };
  }
  return null;
}

async function isDescribed(server: string, target: HttpTarget, signal: AbortSignal): Promise<boolean> {
  if (!isWeb(server)) return false;
  const [oauth = ''] = wellKnown(server, 'oauth-authorization-server');
  const openId = `${server.replace(/\/$/, '')}/.well-known/openid-configuration`;
  for (const address of [oauth, openId]) if (await documentAt(address, Authorization, target, signal)) return true;
  return false;
}

function wellKnown(url: string, name: string): string[] {
  const { origin, pathname } = new URL(url);
  const root = `${origin}/.well-known/${name}`;
  return pathname === '/' ? [root] : [`${root}${pathname.replace(/\/$/, '')}`, root];
}

/**
 * Reads a document without any of our credentials: it is public, or it is no help. On another origin than the server's,
 * the address is what a publisher wrote, whoever configured the server: it does not lead to private places.
 */
async function documentAt<Shape extends z.ZodType>(
  address: string,
  shape: Shape,
  { url, egress }: HttpTarget,
  signal: AbortSignal,
): Promise<z.infer<Shape> | null> {
  if (!isWeb(address)) return null;
  const { any: _any, at: _at, ...guarded } = egress;
  const own = new URL(address).origin === new URL(url).origin;
  const limits = { fetchBytes: 64 * 1024, fetchTimeoutMs: 5000 };
  const options: FetchOptions = { headers: { accept: 'application/json', 'user-agent': USER_AGENT }, signal };
  try {
    const { status, body } = await guardedFetch(address, { ...(own ? egress : guarded), ...limits }, options);
    return status === 200 ? (shape.safeParse(JSON.parse(body.toString('utf8'))).data ?? null) : null;
  } catch {
    return null;
  }
}

function isWeb(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
