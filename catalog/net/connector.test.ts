import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { describe, expect, it } from 'vitest';
import { blockList } from './addresses.ts';
import { ConnectError, type ConnectTimes, type Egress, guardedConnector } from './connector.ts';

const loopback: Egress = { allow: blockList(['127.0.0.0/8']) };
const refuse = { step: 'private-address', name: 'ConnectError' };

describe('guardedConnector', () => {
  it('goes to no private address, whether it is written out or a name leads there', async () => {
    await using server = await listening(helloServer());
    for (const host of [
      '127.0.0.1',
      'localhost',
      'LOCALHOST.',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '2130706433',
      '127.1',
    ]) {
      expect(await get(`http://${host}:${server.port}/`, {}), host).toMatchObject(refuse);
    }
    const told = await get(`http://metadata.example:${server.port}/`, {}, { resolve: answers('169.254.169.254') });
    expect(told).toMatchObject({
      ...refuse,
      message: 'metadata.example leads to 169.254.169.254, which is not a public address',
    });
    expect(server.connections).toBe(0);
  });

  it('goes to the one address that it is told, under the name of the URL, if it may go there', async () => {
    await using server = await listening(helloServer());
    const url = `http://weather.example:${server.port}/`;
    const nobody = { resolve: () => Promise.reject(new Error('asked')) };
    expect(await get(url, { any: true, at: '127.0.0.1' }, nobody)).toBe('hello');
    expect(await get(url, { at: '127.0.0.1' }, nobody)).toMatchObject(refuse);
  });

  it('goes nowhere when only one of several addresses is private', async () => {
    await using server = await listening(helloServer());
    const mixed = { allow: blockList(['127.0.0.1']) };
    const url = `http://mixed.example:${server.port}/`;
    expect(await get(url, mixed, { resolve: answers('127.0.0.1', '10.0.0.1') })).toMatchObject(refuse);
    expect(server.connections).toBe(0);
  });

  it('goes to addresses that are allowed, and to any where the operator said so', async () => {
    await using server = await listening(helloServer());
    expect(await get(`http://127.0.0.1:${server.port}/`, loopback)).toBe('hello');
    expect(await get(`http://[::ffff:127.0.0.1]:${server.port}/`, loopback)).toBe('hello');
    expect(await get(`http://here.example:${server.port}/`, loopback, { resolve: answers('127.0.0.1') })).toBe('hello');
    expect(await get(`http://127.0.0.1:${server.port}/`, { any: true })).toBe('hello');
    expect(await get(`http://127.0.0.1:${server.port}/`, { allow: blockList(['10.0.0.0/8']) })).toMatchObject(refuse);
  });

  it('asks for a name once, and connects to the very address that it checked', async () => {
    await using server = await listening(helloServer());
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };
    const egress = { allow: blockList(['127.0.0.1']) };
    expect(await get(`http://rebind.example:${server.port}/`, egress, { resolve })).toBe('hello');
    expect(asked).toEqual(['rebind.example']);
  });

  it('tries further addresses when the first refuses', async () => {
    await using server = await listening(helloServer());
    const resolve = answers('::1', '127.0.0.1');
    const egress = { allow: blockList(['::1', '127.0.0.1']) };
    expect(await get(`http://two.example:${server.port}/`, egress, { resolve })).toBe('hello');
  });

  it('times each step, so that a slow name shows where it is slow', async () => {
    await using server = await listening(helloServer());
    const times: ConnectTimes = {};
    const resolve = async () => {
      await delay(60);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    await get(`http://slow.example:${server.port}/`, loopback, { resolve, times });
    expect(times).toEqual({ resolve: expect.any(Number), connect: expect.any(Number) });
    expect(times.resolve).toBeGreaterThanOrEqual(58);
    expect(times.connect).toBeLessThan(40);
  });

  it('keeps the times of the first connection', async () => {
    await using server = await listening(helloServer());
    const times: ConnectTimes = { resolve: 7, connect: 8 };
    await get(`http://127.0.0.1:${server.port}/`, loopback, { times });
    expect(times).toEqual({ resolve: 7, connect: 8 });
  });

  it('says that a name does not resolve, has no address, or is not answered for', async () => {
    const fails = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND no.example'), { code: 'ENOTFOUND' });
    };
    expect(await get('http://no.example/', {}, { resolve: fails })).toMatchObject({
      step: 'dns',
      message: 'no.example could not be resolved: getaddrinfo ENOTFOUND no.example',
    });
    expect(await get('http://none.example/', {}, { resolve: answers() })).toMatchObject({
      step: 'dns',
      message: 'none.example has no address',
    });
    const silent = () => new Promise<never>(() => {});
    expect(await get('http://silent.example/', {}, { resolve: silent, timeoutMs: 20 })).toMatchObject({
      step: 'dns',
      message: 'silent.example could not be resolved: no answer in 20 ms',
    });
  });

  it('says that nobody listens', async () => {
    const port = await freePort();
    const times: ConnectTimes = {};
    const error = await get(`http://127.0.0.1:${port}/`, loopback, { times });
    expect(error).toMatchObject({ step: 'tcp', message: `connect ECONNREFUSED 127.0.0.1:${port}` });
    expect(times).toEqual({ resolve: expect.any(Number), connect: expect.any(Number) });
  });

  it('says that TLS failed: against a plain port, a silent one, and a certificate that nobody signed', async () => {
    await using plain = await listening(helloServer());
    await using silent = await listening(createTcpServer());
    await using selfSigned = await listening(createTlsServer(selfSignedCertificate()));
    const times: ConnectTimes = {};
    expect(await get(`https://127.0.0.1:${plain.port}/`, loopback, { times })).toMatchObject({ step: 'tls' });
    expect(times).toMatchObject({ tls: expect.any(Number) });
    expect(await get(`https://127.0.0.1:${silent.port}/`, loopback, { timeoutMs: 30 })).toMatchObject({
      step: 'tls',
      message: 'no answer in 30 ms',
    });
    const here = `https://self.example:${selfSigned.port}/`;
    expect(await get(here, loopback, { resolve: answers('127.0.0.1') })).toMatchObject({
      step: 'tls',
      message: expect.stringMatching(/^DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate/),
    });
  });
});

type Options = NonNullable<Parameters<typeof guardedConnector>[2]>;

/** The text at a URL, or the fault that stood in the way. */
async function get(url: string, egress: Egress, { times, ...options }: Options & { times?: ConnectTimes } = {}) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connect: guardedConnector(egress, times, options) });
  try {
    const { body } = await pool.request({ method: 'GET', path: pathname });
    return await body.text();
  } catch (error) {
    if (error instanceof ConnectError) return error;
    throw error;
  } finally {
    await pool.destroy();
  }
}

function answers(...addresses: string[]) {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

function helloServer(): Server {
  return createHttpServer((_request, response) => response.end('hello'));
}

async function listening(server: Server) {
  const sockets = new Set<{ destroy(): unknown }>();
  const found = { port: 0, connections: 0 };
  server.on('connection', (socket) => {
    found.connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  found.port = (server.address() as AddressInfo).port;
  return Object.assign(found, {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  });
}

async function freePort(): Promise<number> {
  await using server = await listening(createTcpServer());
  return server.port;
}

/** A certificate for `self.example` that vouches for itself, with a key that lives as long as the test. */
function selfSignedCertificate(): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    const { length } = content;
    const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
  };
  const hex = (tag: number, text: string) => der(tag, Buffer.from(text, 'hex'));
  const time = (text: string) => der(0x17, Buffer.from(text));
  const ecdsaWithSha256 = der(0x30, hex(0x06, '2a8648ce3d040302'));
  const name = der(0x30, der(0x31, der(0x30, hex(0x06, '550403'), der(0x0c, Buffer.from('self.example')))));
  const body = der(
    0x30,
    ...[hex(0x02, '01'), ecdsaWithSha256, name, der(0x30, time('200101000000Z'), time('491231235959Z')), name],
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const whole = der(0x30, body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const cert = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
