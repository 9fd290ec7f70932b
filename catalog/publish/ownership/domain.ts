import { domainToASCII } from 'node:url';
import { ProofError } from './proof-error.ts';

/** The longest name that DNS knows, in bytes. */
const MAX_LENGTH = 253;

/**
 * A domain as DNS knows it: small letters, other scripts as `xn--…`. Throws `ProofError` for what is none: an address, a
 * port, a single word such as `localhost`.
 */
export function asDomain(text: string): string {
  // Only what these letters can be is read: `domainToASCII` would also undo %-codes, and stop at a slash.
  const isPlain = text.length <= MAX_LENGTH && /^[\p{L}\p{M}\p{N}.-]+$/u.test(text);
  const domain = isPlain ? domainToASCII(text) : '';
  const labels = domain.split('.');
  const isDomain =
    domain.length <= MAX_LENGTH &&
    labels.length > 1 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '') &&
    !LOCAL.has(labels.at(-1) ?? '');
  if (isDomain) return domain;
  throw new ProofError(
    'refused',
    `${JSON.stringify(text.slice(0, MAX_LENGTH))} is no public domain`,
    'Name the domain alone, such as example.com: without https://, port or path.',
  );
}

/** Names that are somebody else's on each machine: RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`. */
const LOCAL = new Set(['localhost', 'local', 'internal', 'arpa', 'invalid', 'onion']);
