import { describe, expect, it } from 'vitest';
import { domainKeys } from './domain-key.ts';
import { type DomainLookups, type DomainProof, verifyDomainProof } from './domain-proof.ts';
import { anEd25519Key, aP384Key, type TestKey } from './testing.ts';

const NOW = '2026-11-28T22:00:00Z';
const clock = { now: () => Date.parse(NOW) };
const ed25519 = anEd25519Key();
const p384 = aP384Key();

/** The texts are there, by DNS and over HTTP alike; `asked` is which domains were asked for them. */
function saying(...texts: string[]): DomainLookups & { asked: string[] } {
  const asked: string[] = [];
  const lookUp = async (domain: string) => {
    asked.push(domain);
    return texts;
  };
  return { dns: lookUp, http: lookUp, asked };
}

function proof(key: TestKey, over: Partial<DomainProof> = {}): DomainProof {
  const timestamp = over.timestamp ?? NOW;
  return { method: 'dns', domain: 'example.com', timestamp, signedTimestamp: key.sign(timestamp), ...over };
}

describe('a domain’s proof', () => {
  it.each([
    ['ed25519', ed25519],
    ['ecdsap384', p384],
  ])('holds when the timestamp is signed with the %s key that the domain names', async (_algorithm, key) => {
    for (const method of ['dns', 'http'] as const)
      expect(await verifyDomainProof(proof(key, { method }), saying(key.text), clock)).toEqual({
        method,
        domain: 'example.com',
      });
  });

  it('holds for any of several keys, beside texts about other things and keys that are faulty', async () => {
    const texts = ['v=spf1 -all', 'v=MCPv1; k=ed25519; p=AAAA', anEd25519Key().text, p384.text, ed25519.text];
    expect(await verifyDomainProof(proof(ed25519), saying(...texts), clock)).toMatchObject({ domain: 'example.com' });
    expect(await verifyDomainProof(proof(p384), saying(...texts), clock)).toMatchObject({ domain: 'example.com' });
  });

  it('asks for the domain in small letters and as DNS writes it', async () => {
    const lookups = saying(ed25519.text);
    expect(await verifyDomainProof(proof(ed25519, { domain: 'Bücher.Example' }), lookups, clock)).toEqual({
      method: 'dns',
      domain: 'xn--bcher-kva.example',
    });
    expect(lookups.asked).toEqual(['xn--bcher-kva.example']);
  });

  it.each(['2026-11-28T22:00:15Z', '2026-11-28T21:59:45Z', '2026-11-28T23:00:10.123+01:00'])(
    'holds at %s, which is within 15 s of now',
    async (timestamp) => {
      expect(await verifyDomainProof(proof(ed25519, { timestamp }), saying(ed25519.text), clock)).toMatchObject({
        method: 'dns',
      });
    },
  );

  it.each([
    ['2026-11-28T22:00:16Z', '16 s away'],
    ['2026-11-28T21:59:44Z', '16 s away'],
    ['2026-11-28T22:00:00', 'RFC 3339'],
    ['2026-11-28', 'RFC 3339'],
    ['1764367200', 'RFC 3339'],
    ['', 'RFC 3339'],
    [`2026-11-28T22:00:00.${'0'.repeat(100)}Z`, 'RFC 3339'],
  ])('does not hold at %j, and nobody is asked', async (timestamp, words) => {
    const lookups = saying(ed25519.text);
    await expect(verifyDomainProof(proof(ed25519, { timestamp }), lookups, clock)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(words),
    });
    expect(lookups.asked).toEqual([]);
  });

  it('counts for as long as the operator says', async () => {
    const late = proof(ed25519, { timestamp: '2026-11-28T21:59:00Z' });
    const settings = { ...clock, toleranceMs: 60_000 };
    expect(await verifyDomainProof(late, saying(ed25519.text), settings)).toMatchObject({ domain: 'example.com' });
  });

  it.each([
    'example.com:443',
    'https://example.com',
    'example.com/x',
    'user@example.com',
    'ex%61mple.com',
    'localhost',
    'a.localhost',
    'printer.local',
    'com',
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '[::1]',
    '::1',
    'example.com.',
    '-a.com',
    'a_b.com',
    'a..com',
    'a b.com',
    '',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(126)}com`,
  ])('is not asked for at %j', async (domain) => {
    const lookups = saying(ed25519.text);
    await expect(verifyDomainProof(proof(ed25519, { domain }), lookups, clock)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('is no public domain'),
    });
    expect(lookups.asked).toEqual([]);
  });

  it('does not hold when another key signed, another text was signed, or a byte differs', async () => {
    const other = { signedTimestamp: ed25519.sign('2026-11-28T22:00:01Z') };
    const signed = ed25519.sign(NOW);
    const changed = { signedTimestamp: `${signed.slice(0, -1)}${signed.endsWith('0') ? '1' : '0'}` };
    for (const bad of [proof(anEd25519Key()), proof(ed25519, other), proof(ed25519, changed), proof(p384)])
      await expect(verifyDomainProof(bad, saying(ed25519.text), clock)).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(/^The signature is by no key that DNS \(TXT of example\.com\) names: ed25519 /),
      });
    await expect(verifyDomainProof(proof(aP384Key()), saying(p384.text), clock)).rejects.toThrow('by no key');
  });

  it.each(['', 'zz', '0', `${'0'.repeat(127)}`, '00'.repeat(300), `${'0'.repeat(128)}\n`, '0x00'])(
    'does not hold with a signature that is no hexadecimal: %j',
    async (signedTimestamp) => {
      await expect(verifyDomainProof(proof(ed25519, { signedTimestamp }), saying(), clock)).rejects.toThrow(
        'not written in hexadecimal',
      );
    },
  );

  it.each(['00', '00'.repeat(63), '00'.repeat(64), '00'.repeat(65), '00'.repeat(96), 'ff'.repeat(96)])(
    'does not hold with %s',
    async (signedTimestamp) => {
      const lookups = saying(ed25519.text, p384.text);
      await expect(verifyDomainProof(proof(ed25519, { signedTimestamp }), lookups, clock)).rejects.toThrow('by no key');
    },
  );

  it('does not hold with a signature in DER, as openssl writes it', async () => {
    const key = aP384Key('der');
    await expect(verifyDomainProof(proof(key), saying(key.text), clock)).rejects.toThrow('by no key');
  });

  it('says that a domain names no key, and what is wrong with those that it tries to name', async () => {
    const none = verifyDomainProof(proof(ed25519, { method: 'http' }), saying('hello'), clock);
    await expect(none).rejects.toThrow('https://example.com/.well-known/mcp-registry-auth names no key');
    const bad = verifyDomainProof(proof(ed25519), saying('v=MCPv1; k=rsa; p=AAAA', 'v=MCPv1; k=ed25519; p=$'), clock);
    await expect(bad).rejects.toThrow(
      'DNS (TXT of example.com) names no key (k="rsa" is neither ed25519 nor ecdsap384; p= of the ed25519 key is no base64)',
    );
  });
});

describe('the keys of a domain', () => {
  it.each([
    ed25519.text,
    ed25519.text.replaceAll('; ', ';'),
    `  ${ed25519.text};  `,
    `${ed25519.text}; n=a note`,
    ed25519.text.replace(/=+$/, ''),
    ed25519.text.replace('v=MCPv1; k=ed25519;', 'v=MCPv1; n=1; k = ed25519 ;'),
    p384.text,
  ])('are read from %s', (text) => {
    expect(domainKeys([text])).toMatchObject({ keys: [{ key: expect.anything() }], faults: [] });
  });

  it.each([
    ['v=MCPv1', 'k="" is neither ed25519 nor ecdsap384'],
    ['v=MCPv1; k=ed25519', 'no base64'],
    ['v=MCPv1; k=ed25519; p=', 'no base64'],
    ['v=MCPv1; k=ed25519; p=AAAA AAAA', 'no base64'],
    [`v=MCPv1; k=ed25519; p=${Buffer.alloc(44).toString('base64')}`, '44 bytes instead of 32'],
    [`v=MCPv1; k=ecdsap384; p=${Buffer.alloc(97, 4).toString('base64')}`, '97 bytes instead of 49'],
    [`v=MCPv1; k=ecdsap384; p=${Buffer.alloc(49, 255).toString('base64')}`, 'no point of the curve'],
    [`v=MCPv1; k=ecdsap384; p=${Buffer.alloc(49, 2).toString('base64')}`, 'no point of the curve'],
    [`${ed25519.text}; p=AAAA`, 'p= stands there twice'],
    [`${ed25519.text}; n=${'x'.repeat(1024)}`, 'longer than 1024 characters'],
  ])('are faulty in %s', (text, words) => {
    expect(domainKeys([text])).toEqual({ keys: [], faults: [expect.stringContaining(words)] });
  });

  it.each(['v=spf1 include:example.com', 'v=MCPv12; k=ed25519', 'x v=MCPv1; k=ed25519; p=AAAA', ''])(
    'are not sought in %j',
    (text) => {
      expect(domainKeys([text])).toEqual({ keys: [], faults: [] });
    },
  );

  it('are at most 16', () => {
    expect(domainKeys(Array(17).fill(ed25519.text))).toMatchObject({
      keys: { length: 16 },
      faults: ['there are 17 keys, of which only 16 are read'],
    });
  });
});
