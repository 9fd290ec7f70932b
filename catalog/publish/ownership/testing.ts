import { ECDH, generateKeyPairSync, sign } from 'node:crypto';

/** A key as publishers make them: the text that names it in public, and what it signs. */
export interface TestKey {
  text: string;
  sign(text: string): string;
}

export function anEd25519Key(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bare = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    text: `v=MCPv1; k=ed25519; p=${bare.toString('base64')}`,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('hex'),
  };
}

export function aP384Key(dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-97);
  const compressed = ECDH.convertKey(point, 'secp384r1', undefined, 'base64', 'compressed');
  return {
    text: `v=MCPv1; k=ecdsap384; p=${compressed.toString()}`,
    sign: (text) => sign('sha384', Buffer.from(text), { key: privateKey, dsaEncoding }).toString('hex'),
  };
}
