import { createPublicKey, ECDH, type KeyObject } from 'node:crypto';

/** A public key that a domain names as the one that speaks for it. */
export interface DomainKey {
  algorithm: 'ed25519' | 'ecdsap384';
  key: KeyObject;
  /** Enough of it to know it by: the algorithm, and how its text begins. */
  hint: string;
}

/** The most keys that are read of one domain. */
const MAX_KEYS = 16;
const MAX_LENGTH = 1024;

/**
 * Reads the keys in a domain's texts: `v=MCPv1; k=ed25519; p=<base64>`, where `p` is the key's 32 bytes, or for
 * `ecdsap384` its point, compressed to 49 bytes. Texts about other things are left aside; `faults` says what is wrong
 * with those that are meant for us.
 */
export function domainKeys(texts: readonly string[]): { keys: DomainKey[]; faults: string[] } {
  const keys: DomainKey[] = [];
  const faults: string[] = [];
  const ours = texts.map((text) => text.trim()).filter((text) => /^v\s*=\s*MCPv1\s*(;|$)/i.test(text));
  for (const text of ours.slice(0, MAX_KEYS)) {
    const found = keyIn(text);
    if (typeof found === 'string') faults.push(found);
    else keys.push(found);
  }
  if (ours.length > MAX_KEYS) faults.push(`there are ${ours.length} keys, of which only ${MAX_KEYS} are read`);
  return { keys, faults };
}

/** The key of one text, or what is wrong with it. */
function keyIn(text: string): DomainKey | string {
  if (text.length > MAX_LENGTH) return `a text is longer than ${MAX_LENGTH} characters`;
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    if (tags.has(name)) return `${name}= stands there twice`;
    if (name !== '') tags.set(name, value);
  }
  const [algorithm, p] = [tags.get('k') ?? '', tags.get('p') ?? ''];
  if (algorithm !== 'ed25519' && algorithm !== 'ecdsap384')
    return `k=${JSON.stringify(algorithm.slice(0, 20))} is neither ed25519 nor ecdsap384`;
  const bytes = Buffer.from(p, 'base64');
  if (p === '' || bytes.toString('base64').replace(/=+$/, '') !== p.replace(/=+$/, ''))
    return `p= of the ${algorithm} key is no base64`;
  const length = LENGTHS[algorithm];
  if (bytes.length !== length)
    return `p= of the ${algorithm} key has ${bytes.length} bytes instead of ${length}: ${SHAPES[algorithm]}`;
  const key = algorithm === 'ed25519' ? ed25519Key(bytes) : p384Key(bytes);
  return key ? { algorithm, key, hint: `${algorithm} ${p.slice(0, 8)}…` } : `p= is no point of the curve P-384`;
}

const LENGTHS = { ed25519: 32, ecdsap384: 49 };
const SHAPES = {
  ed25519: 'the bare key is meant, as the last 32 bytes of its DER have it',
  ecdsap384: 'the compressed point is meant, which begins with 02 or 03',
};

function ed25519Key(bytes: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });
}

/** Null where the bytes are no point of the curve. */
function p384Key(compressed: Buffer): KeyObject | null {
  try {
    // The whole point: 04, and 48 bytes for each of x and y.
    const point = Buffer.from(
      ECDH.convertKey(compressed, 'secp384r1', undefined, 'hex', 'uncompressed').toString(),
      'hex',
    );
    const [x, y] = [point.subarray(1, 49), point.subarray(49)].map((each) => each.toString('base64url'));
    return createPublicKey({ key: { kty: 'EC', crv: 'P-384', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  } catch {
    return null;
  }
}
