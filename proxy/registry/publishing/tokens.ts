import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import type { Permission } from '../../../catalog/publish/ownership/permission.ts';

/** Who asks for a change, and what their proof lets them do. */
export interface Who {
  identity: Identity;
  permissions: Permission[];
}

/** What a proof is exchanged for (registry API, TokenResponse). `expires_at` is in seconds since 1970. */
export interface TokenResponse {
  registry_token: string;
  expires_at: number;
}

/** A token is for one visit. */
const LIFETIME_S = 5 * 60;

const Account = z.strictObject({ id: z.int().positive(), login: z.string() });

/** What a token says, beside when and for whom it is. The first three claims are those of the official registry. */
const Claims = z.object({
  auth_method: z.string(),
  auth_method_sub: z.string(),
  permissions: z.array(z.strictObject({ action: z.enum(['publish', 'edit']), resource: z.string() })),
  /** Whose numbers are held against those in listings: a login says less. */
  identity: z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('github-at'), account: Account, organizations: z.array(Account) }),
    z.strictObject({ method: z.literal('github-oidc'), owner: Account, repository: z.string() }),
    z.strictObject({ method: z.enum(['dns', 'http']), domain: z.string() }),
    z.strictObject({ method: z.literal('oidc'), subject: z.string() }),
    z.strictObject({ method: z.literal('none') }),
  ]),
});

/** The registry's own tokens: JWTs, signed by Ed25519 (RFC 8037), good for five minutes and for this registry alone. */
export class Tokens {
  readonly #key: KeyObject;
  readonly #registry: string;
  readonly #now: () => Date;

  /** `seed` is 32 bytes as hex; `registry` is the id of the registry. */
  constructor(seed: string, registry: string, { now = () => new Date() } = {}) {
    const der = Buffer.concat([PKCS8_ED25519, Buffer.from(seed, 'hex')]);
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    this.#registry = registry;
    this.#now = now;
  }

  async issue({ identity, permissions }: Who): Promise<TokenResponse> {
    const issuedAt = Math.floor(this.#now().getTime() / 1000);
    const expiresAt = issuedAt + LIFETIME_S;
    const claims = { auth_method: identity.method, auth_method_sub: subjectOf(identity), permissions, identity };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setIssuer(this.#registry)
      .setAudience(this.#registry)
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { registry_token: token, expires_at: expiresAt };
  }

  /** Whose token this is; null where it is none of ours, or its time is over. */
  async read(token: string): Promise<Who | null> {
    const of = { issuer: this.#registry, audience: this.#registry, algorithms: ['EdDSA'], currentDate: this.#now() };
    const verified = await jwtVerify(token, createPublicKey(this.#key), of).catch(() => null);
    const claims = verified && Claims.safeParse(verified.payload).data;
    return claims ? { identity: claims.identity, permissions: claims.permissions } : null;
  }
}

/** What stands before the seed in the PKCS #8 form of an Ed25519 key (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Someone as the log and tokens call them. */
export function subjectOf(identity: Identity): string {
  switch (identity.method) {
    case 'github-at':
      return identity.account.login;
    case 'github-oidc':
      return identity.repository;
    case 'dns':
    case 'http':
      return identity.domain;
    case 'oidc':
      return identity.subject;
    case 'none':
      return 'anonymous';
  }
}
