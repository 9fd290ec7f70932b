import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dnsServer, type TestDns } from '../../../catalog/net/testing-dns.ts';
import { readDns, resolveAddresses } from './dns.ts';
import { DnsWhere } from './settings.ts';

let server: TestDns;
beforeEach(async () => {
  server = await dnsServer();
});
afterEach(() => server[Symbol.asyncDispose]());

function where(over: Record<string, unknown> = {}): DnsWhere {
  return DnsWhere.parse({ service: 'weather', host: 'weather.test', port: 3000, servers: [server.address], ...over });
}

const signal = () => AbortSignal.timeout(5000);
const here = { folder: '/', env: {} };

describe('a name as a source', () => {
  it('makes an instance of each address, in one order however the server turns them', async () => {
    server.records.set('weather.test', { A: ['10.0.0.2', '10.0.0.1'], AAAA: ['fd00:0:0:0:0:0:0:1'] });
    const { found, faults } = await readDns(where(), here, signal());
    expect(faults).toEqual([]);
    expect(found).toMatchObject([{ origin: 'weather.test', slug: 'weather', server: { name: 'weather' } }]);
    expect(found[0]?.instances.map(({ id, address }) => [id, address])).toEqual([
      ['dns-10.0.0.1:3000', 'http://10.0.0.1:3000/mcp'],
      ['dns-10.0.0.2:3000', 'http://10.0.0.2:3000/mcp'],
      ['dns-[fd00::1]:3000', 'http://[fd00::1]:3000/mcp'],
    ]);
    server.records.set('weather.test', { A: ['10.0.0.1', '10.0.0.2'], AAAA: ['fd00:0:0:0:0:0:0:1'] });
    expect((await readDns(where(), here, signal())).found).toEqual(found);
  });

  it('keeps the name for the Host header and the certificate, and goes to the address', async () => {
    server.records.set('weather.test', { A: ['127.0.0.1'] });
    const { found } = await readDns(
      where({ tls: true, headers: { 'x-key': { env: 'KEY' } } }),
      { ...here, env: { KEY: 'k' } },
      signal(),
    );
    expect(found[0]?.instances[0]?.target).toEqual({
      transport: 'streamable-http',
      http: { url: 'https://weather.test:3000/mcp', headers: { 'x-key': 'k' }, egress: { any: true, at: '127.0.0.1' } },
    });
  });

  it('takes ports and weights from SRV, and lets a later priority stand by', async () => {
    server.records.set('_mcp._tcp.test', {
      SRV: [
        { priority: 2, weight: 10, port: 1, target: 'c.test' },
        { priority: 1, weight: 30, port: 2, target: 'a.test' },
        { priority: 1, weight: 0, port: 3, target: 'b.test' },
      ],
    });
    for (const [index, name] of ['a.test', 'b.test', 'c.test'].entries())
      server.records.set(name, { A: [`10.0.0.${index}`] });
    expect(await resolveAddresses(where({ host: '_mcp._tcp.test', type: 'SRV' }), signal())).toEqual([
      { address: '10.0.0.0', port: 2, host: 'a.test', weight: 30 },
      { address: '10.0.0.1', port: 3, host: 'b.test', weight: 0.1 },
      { address: '10.0.0.2', port: 1, host: 'c.test', weight: 0.01 },
    ]);
  });

  it('is content with A alone, and fails where there is none, nobody answers rightly, or a secret is not set', async () => {
    server.records.set('weather.test', { A: ['10.0.0.1'] });
    expect(await resolveAddresses(where(), signal())).toHaveLength(1);
    expect(await resolveAddresses(where({ type: 'A' }), signal())).toHaveLength(1);
    await expect(resolveAddresses(where({ type: 'AAAA' }), signal())).rejects.toThrow('has no address now');
    await expect(resolveAddresses(where({ host: 'gone.test' }), signal())).rejects.toThrow('has no address now');
    await expect(readDns(where({ headers: { 'x-key': { env: 'KEY' } } }), here, signal())).rejects.toThrow('x-key');
    server.fails = true;
    await expect(resolveAddresses(where(), signal())).rejects.toThrow('SERVFAIL');
  });
});
