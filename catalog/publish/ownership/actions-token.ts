import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Egress } from '../../net/connector.ts';
import { guardedFetch } from '../../net/guarded-fetch.ts';
import { USER_AGENT } from '../../net/user-agent.ts';
import type { Identity } from './identity.ts';
import { ProofError } from './proof-error.ts';

/** Who signs the tokens of GitHub Actions; an Enterprise Server has its own. */
const ISSUER = 'https://token.actions.githubusercontent.com';

export interface ActionsSettings {
  /** Whom a token has to be made out to: this registry, and no other, which could use it here. */
  audience: string;
  /** The issuer's keys: of `actionsKeys`, made once, since it remembers them. */
  keys: JWTVerifyGetKey;
  issuer?: string;
}

const MAX_KEYS_BYTES = 256 * 1024;
const MAX_TOKEN_LENGTH = 16 * 1024;
/** Clocks differ; and however long an issuer would have a token count, it is of one job. */
const LIMITS = { clockTolerance: '15 s', maxTokenAge: '1 h' };

/** What is read of a job's token: https://docs.github.com/actions/reference/security/oidc. */
const Claims = z
  .object({
    repository: z.string().max(300),
    repository_owner: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
    repository_owner_id: z.string().regex(/^[1-9][0-9]{0,14}$/),
  })
  .refine(({ repository, repository_owner: owner }) => repository.startsWith(`${owner}/`));

/** The keys that an issuer signs tokens with, fetched when they are needed and kept for ten minutes. */
export function actionsKeys({
  issuer = ISSUER,
  egress = {},
  timeoutMs = 5000,
}: {
  issuer?: string;
  egress?: Egress;
  timeoutMs?: number;
} = {}): JWTVerifyGetKey {
  const limited = { ...egress, fetchTimeoutMs: timeoutMs, fetchBytes: MAX_KEYS_BYTES };
  const headers = { accept: 'application/json', 'user-agent': USER_AGENT };
  return createRemoteJWKSet(new URL(`${issuer.replace(/\/+$/, '')}/.well-known/jwks`), {
    timeoutDuration: timeoutMs,
    [customFetch]: async (url) => {
      const { status, body } = await guardedFetch(url, limited, { headers, follow: false }).catch((cause: unknown) => {
        throw unanswered(cause instanceof Error ? cause.message : String(cause), cause);
      });
      if (status !== 200 || !isJson(body)) throw unanswered(`it answers with ${status}, and no keys`);
      return new Response(body.toString('utf8'), { status });
    },
  });
}

/**
 * Verifies the token of a job of GitHub Actions, which speaks for the owner of its repository. It can be used again until
 * it ends, a few minutes after the job asked for it. Throws `ProofError`.
 */
export async function verifyActionsToken(
  token: string,
  { audience, keys, issuer = ISSUER }: ActionsSettings,
): Promise<Identity> {
  const claims = await claimsOf(token, { audience, keys, issuer });
  const { success, data } = Claims.safeParse(claims);
  if (!success)
    throw new ProofError('refused', 'The token does not say whose repository its job is of', REQUEST(audience));
  const { repository, repository_owner: login, repository_owner_id: id } = data;
  return { method: 'github-oidc', owner: { id: Number(id), login }, repository };
}

async function claimsOf(token: string, { audience, keys, issuer }: Required<ActionsSettings>): Promise<unknown> {
  if (token.length > MAX_TOKEN_LENGTH)
    throw new ProofError('refused', `The token is longer than ${MAX_TOKEN_LENGTH} characters`, REQUEST(audience));
  try {
    const options = { ...LIMITS, audience, issuer, algorithms: ['RS256'], requiredClaims: ['exp', 'iat'] };
    return (await jwtVerify(token, keys, options)).payload;
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    if (cause instanceof errors.JWKSTimeout || cause instanceof errors.JWKSInvalid)
      throw unanswered(cause.message, cause);
    throw new ProofError('refused', `The token does not hold: ${cause.message}`, REQUEST(audience), { cause });
  }
}

const REQUEST = (audience: string) =>
  `Ask GitHub for a token in the job that publishes ("permissions: id-token: write"), with the audience ${JSON.stringify(audience)}.`;

function unanswered(why: string, cause?: unknown): ProofError {
  return new ProofError('unanswered', `The issuer's keys cannot be had: ${why}`, 'Try again later.', { cause });
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
