import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { EXIT, UserError } from '../catalog/user-error.ts';
import { addressOf, expectFree, listenFault } from './address.ts';

describe('addressOf', () => {
  it.each<[what: string, settings: Parameters<typeof addressOf>[0], host: string, port: number]>([
    ['this machine alone', {}, '127.0.0.1', 8080],
    ['what the flags say', { host: '0.0.0.0', port: '9000' }, '0.0.0.0', 9000],
    ['one flag, and the default for the other', { port: '0' }, '127.0.0.1', 0],
    ['both at once', { serverAddress: 'registry.local:80' }, 'registry.local', 80],
    ['every interface, as in Go', { serverAddress: ':8080' }, '0.0.0.0', 8080],
    ['an IPv6 address', { serverAddress: '[::1]:9' }, '::1', 9],
    ['every interface of IPv6', { serverAddress: '[::]:9' }, '::', 9],
    ['an IPv6 address by flag, with or without brackets', { host: '[::1]' }, '::1', 8080],
    ['flags above both at once', { host: 'a', port: '65535', serverAddress: 'b:2' }, 'a', 65535],
    ['one flag above its half', { port: '1', serverAddress: ':2' }, '0.0.0.0', 1],
    ['the default host for an empty one, which would be every interface', { host: '' }, '127.0.0.1', 8080],
  ])('gives %s', (_what, settings, host, port) => {
    expect(addressOf(settings)).toEqual({ host, port });
  });

  it.each([
    '',
    '8080',
    'localhost',
    'localhost:',
    '::',
    ':',
    ':http',
    'http://localhost',
    '::1',
    '::1:8080',
    ':-1',
    ':8080/',
    ':65536',
    ':99999999999999999999',
  ])('refuses %j as a misuse', (serverAddress) => {
    expect(faultOf(() => addressOf({ serverAddress }))).toMatchObject({
      ...{ name: 'UserError', exitCode: EXIT.misuse },
      message: expect.stringMatching(
        / is no (address such as 127\.0\.0\.1:8080, or :8080 for every interface|port: a number from 0 to 65535)$/,
      ),
    });
  });

  it.each(['', ' ', '-1', '65536', '80.5', '1e3', '0x50', '8080a', 'http', '٣'])('refuses %j as a port', (port) => {
    expect(faultOf(() => addressOf({ port }))).toEqual(
      new UserError(`${JSON.stringify(port)} is no port: a number from 0 to 65535`, { exitCode: EXIT.misuse }),
    );
  });
});

describe('expectFree', () => {
  it('says that a port is taken, and what to do', async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const fault = await expectFree({ host: '127.0.0.1', port }).catch((error: unknown) => error);
    await new Promise((closed) => server.close(closed));
    expect(fault).toMatchObject({
      ...{ name: 'UserError', exitCode: EXIT.problems },
      message: `Port ${port} on 127.0.0.1 is taken. Free it, or choose another: --port ${port + 1}`,
    });
    await expectFree({ host: '127.0.0.1', port });
    await expectFree({ host: '127.0.0.1', port }); // and it did not take the port itself
  });

  it('says that an interface is not ours', async () => {
    await expect(expectFree({ host: '192.0.2.1', port: 0 })).rejects.toThrow(
      /^Cannot listen on 192\.0\.2\.1:0 \(EADDRNOTAVAIL\)\. See --host and --port$/,
    );
  });
});

describe('listenFault', () => {
  it('suggests a port that there is', () => {
    const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
    expect(listenFault({ host: '::1', port: 65_535 }, taken).message).toContain('--port 65534');
  });

  it('shows what is no error too', () => {
    expect(listenFault({ host: 'a', port: 1 }, 'odd').message).toBe(
      'Cannot listen on a:1 (odd). See --host and --port',
    );
  });
});

function faultOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
