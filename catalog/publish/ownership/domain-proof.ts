import * as z from 'zod';
import { asDomain } from './domain.ts';
import { domainKeys } from './domain-key.ts';
import type { Identity } from './identity.ts';
import { ProofError } from './proof-error.ts';
import { isSigned } from './signature.ts';

/** What someone brings who holds a domain's key: the time, in RFC 3339, and their signature of it, in hexadecimal. */
export interface DomainProof {
  method: 'dns' | 'http';
  domain: string;
  timestamp: string;
  signedTimestamp: string;
}

/** Where a domain says its keys: all texts it has there. Throws `ProofError`. */
export type DomainLookups = Record<DomainProof['method'], (domain: string) => Promise<string[]>>;

/** How far a timestamp may be from our clock: as in the official registry. */
const TOLERANCE_MS = 15_000;

const Timestamp = z.iso.datetime({ offset: true }).max(64);
const Signature = z.string().regex(/^([0-9a-f]{2}){1,256}$/i);

/**
 * Verifies that someone holds a key that a domain names, by DNS or over HTTP. Nothing is looked up for a proof that is too
 * old or no proof at all. Throws `ProofError`.
 */
export async function verifyDomainProof(
  { method, domain: named, timestamp, signedTimestamp }: DomainProof,
  lookups: DomainLookups,
  { now = Date.now, toleranceMs = TOLERANCE_MS }: { now?: () => number; toleranceMs?: number } = {},
): Promise<Identity> {
  const domain = asDomain(named);
  const signedAt = Timestamp.safeParse(timestamp).success ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(signedAt))
    throw new ProofError('refused', 'The timestamp is no time of RFC 3339', 'Write it like 2026-11-28T22:00:00Z.');
  const awayMs = Math.abs(now() - signedAt);
  if (awayMs > toleranceMs)
    throw new ProofError(
      'refused',
      `The timestamp is ${Math.round(awayMs / 1000)} s away from our clock, which says ${new Date(now()).toISOString()}`,
      `Sign the time anew: it counts for ${toleranceMs / 1000} s. Where that does not help, set your clock.`,
    );
  if (!Signature.safeParse(signedTimestamp).success)
    throw new ProofError('refused', 'The signature is not written in hexadecimal', 'Send two digits for each byte.');
  const place = PLACES[method];
  const { keys, faults } = domainKeys(await lookups[method](domain));
  const also = faults.length > 0 ? ` (${faults.join('; ')})` : '';
  if (keys.length === 0)
    throw new ProofError('refused', `${place(domain)} names no key${also}`, `Put "v=MCPv1; k=ed25519; p=…" there.`);
  if (keys.some((key) => isSigned(timestamp, signedTimestamp, key))) return { method, domain };
  throw new ProofError(
    'refused',
    `The signature is by no key that ${place(domain)} names: ${keys.map(({ hint }) => hint).join(', ')}${also}`,
    'Sign the bytes of the timestamp with the private key of one of them, or publish the key that you sign with.',
  );
}

const PLACES: Record<DomainProof['method'], (domain: string) => string> = {
  dns: (domain) => `DNS (TXT of ${domain})`,
  http: (domain) => `https://${domain}/.well-known/mcp-registry-auth`,
};
