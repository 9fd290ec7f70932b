import { verify } from 'node:crypto';
import type { DomainKey } from './domain-key.ts';

/** Bytes of a signature: R and S, one after the other. */
const LENGTHS = { ed25519: 64, ecdsap384: 96 };

/**
 * Whether a key signed a text. `signature` is written in hexadecimal, as `mcp-publisher` sends it: Ed25519 over the text
 * itself, ECDSA over its SHA-384.
 */
export function isSigned(text: string, signature: string, { algorithm, key }: DomainKey): boolean {
  const bytes = Buffer.from(signature, 'hex');
  if (bytes.length !== LENGTHS[algorithm] || bytes.length * 2 !== signature.length) return false;
  const hash = algorithm === 'ed25519' ? null : 'sha384';
  return verify(hash, Buffer.from(text, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }, bytes);
}
