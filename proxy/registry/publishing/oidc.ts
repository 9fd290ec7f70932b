import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Egress } from '../../../catalog/net/connector.ts';
import { guardedFetch } from '../../../catalog/net/guarded-fetch.ts';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { ProofError } from '../../../catalog/publish/ownership/proof-error.ts';

const Configuration = z.looseObject({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });
const LIMITS = { fetchTimeoutMs: 5000, fetchBytes: 256 * 1024 };

/** Signatures by a key that the issuer alone has: never by a secret that is shared, and never none. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Verifies tokens of the operator's own issuer (OpenID Connect Discovery 1.0); its keys are fetched when they are first
 * needed, and kept. Throws `ProofError`.
 */
export function oidcVerifier(
  { issuer, clientId }: { issuer: string; clientId: string },
  egress: Egress,
): (token: string) => Promise<Identity> {
  let keys: Promise<JWTVerifyGetKey> | null = null;
  return async (token) => {
    keys ??= keysOf(issuer, { ...egress, ...LIMITS });
    const found = await keys.catch((cause: unknown) => {
      keys = null;
      throw unanswered(issuer, cause);
    });
    try {
      const of = { issuer, audience: clientId, algorithms: ALGORITHMS, requiredClaims: ['sub', 'exp'] };
      const { payload } = await jwtVerify(token, found, of);
      return { method: 'oidc', subject: payload.sub ?? '' };
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout) throw unanswered(issuer, cause);
      const message = `This is no token of ${issuer} for ${clientId} (${cause.code})`;
      throw new ProofError('refused', message, 'Sign in there anew.');
    }
  };
}

async function keysOf(issuer: string, egress: Egress): Promise<JWTVerifyGetKey> {
  const get = (url: string) => guardedFetch(url, egress, { headers: { accept: 'application/json' }, follow: false });
  const { status, body } = await get(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  if (status !== 200) throw new Error(`it answers with ${status}`);
  const configuration = Configuration.parse(JSON.parse(body.toString('utf8')));
  if (configuration.issuer !== issuer) throw new Error('it calls itself otherwise');
  return createRemoteJWKSet(new URL(configuration.jwks_uri), {
    [customFetch]: async (url) => {
      const keys = await get(url);
      return new Response(keys.body.toString('utf8'), { status: keys.status });
    },
  });
}

function unanswered(issuer: string, cause: unknown): ProofError {
  return new ProofError('unanswered', `The keys of ${issuer} cannot be read`, 'Try again later.', { cause });
}
