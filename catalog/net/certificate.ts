import { createSign, generateKeyPairSync } from 'node:crypto';

/** A certificate for a name, with its key. It vouches for itself; whoever has it for an authority trusts it, until it ends. */
export function aCertificate(
  name: string,
  { endsAt = new Date('2049-12-31T00:00:00Z'), at }: { endsAt?: Date; at?: string } = {},
): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = der(0x30, der(0x31, der(0x30, hex(0x06, '550403'), der(0x0c, Buffer.from(name)))));
  const validity = der(0x30, utcTime(new Date('2020-01-01T00:00:00Z')), utcTime(endsAt));
  const names = [der(0x82, Buffer.from(name)), ...(at ? [der(0x87, Buffer.from(at.split('.').map(Number)))] : [])];
  const forNames = der(0x30, hex(0x06, '551d11'), der(0x04, der(0x30, ...names)));
  const ecdsaWithSha256 = der(0x30, hex(0x06, '2a8648ce3d040302'));
  const body = der(
    0x30,
    ...[der(0xa0, hex(0x02, '02')), hex(0x02, '01'), ecdsaWithSha256, subject, validity, subject],
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, forNames)),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const whole = der(0x30, body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const cert = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** One value of ASN.1, in the encoding that certificates have. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function hex(tag: number, text: string): Buffer {
  return der(tag, Buffer.from(text, 'hex'));
}

function utcTime(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
}
