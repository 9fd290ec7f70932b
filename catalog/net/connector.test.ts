import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { describe, expect, it } from 'vitest';
import { blockList } from './addresses.ts';
import { aCertificate } from './certificate.ts';
import { ConnectError } from './connect-error.ts';
import { type ConnectTimes, type Egress, guardedConnector } from './connector.ts';
import { answers, freePort, helloServer, listening } from './testing.ts';

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
      '0177.0.0.1',
      '017700000001',
      '0x7f.0.0.1',
      '0x7f000001',
      '127.0.0.1.',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
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

  it('goes by http only where the operator allows it: what a publisher wrote is https', async () => {
    await using server = await listening(helloServer());
    const url = `http://plain.example:${server.port}/`;
    const open = { resolve: answers('8.8.8.8') };
    const message = 'plain.example is to be reached by http, which anyone on the way can read: make it https';
    expect(await get(url, loopback, open)).toMatchObject({ step: 'tls', message });
    const here = { resolve: answers('127.0.0.1') };
    expect(await get(url, { allowHosts: ['plain.example'] }, here)).toBe('hello');
    expect(await get(url, { allowHosts: ['*.example'] }, here)).toBe('hello');
    expect(await get(url, { allowHosts: ['other.example'] }, here)).toMatchObject(refuse);
    expect(server.connections).toBe(2);
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

  it('checks anew what it asks anew: a second connection does not follow the name to a private address', async () => {
    await using server = await listening(createHttpServer((_request, response) => response.end('hello')));
    const given = ['127.0.0.1', '10.0.0.1'];
    const resolve = async () => [{ address: given.shift() ?? '', family: 4 }];
    const connect = guardedConnector({ allow: blockList(['127.0.0.1']) }, {}, { resolve });
    const pool = new Pool(`http://rebind.example:${server.port}`, { connect });
    const ask = () => pool.request({ method: 'GET', path: '/', reset: true }).then(({ body }) => body.text());
    expect(await ask()).toBe('hello');
    await expect(ask()).rejects.toMatchObject(refuse);
    await pool.destroy();
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
    await using selfSigned = await listening(createTlsServer(aCertificate('self.example')));
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

describe('the certificate of a host', () => {
  it('is timed: what ended is a fault, and when the others end is told', async () => {
    const endsAt = new Date('2030-01-02T03:04:05Z');
    const [good, ended] = [{ endsAt }, { endsAt: new Date('2021-01-01T00:00:00Z') }].map((ends) =>
      aCertificate('self.example', ends),
    );
    for (const [certificate, isGood] of [
      [good, true],
      [ended, false],
    ] as const) {
      if (!certificate) throw new Error('no certificate');
      await using server = await listening(
        createTlsServer(certificate, (_request, response) => void response.end('hello')),
      );
      const times: ConnectTimes = {};
      const options = { times, resolve: answers('127.0.0.1') };
      const seen = await get(`https://self.example:${server.port}/`, { ...loopback, ca: certificate.cert }, options);
      if (isGood) expect([seen, times.certificateEndsAt]).toEqual(['hello', endsAt.getTime()]);
      else expect(seen).toMatchObject({ step: 'tls', message: 'CERT_HAS_EXPIRED: certificate has expired' });
    }
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
