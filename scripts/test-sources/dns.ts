import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { dnsServer } from '../../catalog/net/testing-dns.ts';
import { legacyServer, type TestServer } from '../../proxy/testing.ts';
import type { Check } from './check.ts';
import { eventually, startTestProxy, type TestProxy, whileCalling } from './proxy.ts';

const HOST = 'weather.test';

function portOf({ url }: TestServer): number {
  return Number(new URL(url).port);
}

function toolCalls({ methods }: TestServer): number {
  return methods.filter((method) => method === 'tools/call').length;
}

async function instancesOf(proxy: TestProxy): Promise<string[]> {
  return ((await proxy.service('weather'))?.instances ?? []).map(({ instance_id }) => instance_id).sort();
}

/** Names, as a DNS server of the test's own gives them. */
export const dnsChecks: Check[] = [
  {
    name: 'dns: follows A and AAAA, and loses no call when addresses come and go, or the server fails',
    run: async () => {
      await using dns = await dnsServer();
      await using four = await legacyServer();
      await using six = await legacyServer({ port: portOf(four), host: '::1' });
      dns.records.set(HOST, { A: ['127.0.0.1'] });
      const where = { service: 'weather', host: HOST, port: portOf(four), servers: [dns.address] };
      await using proxy = await startTestProxy({ sources: { dns: [where] } });
      const [v4, v6] = [`dns-127.0.0.1:${portOf(four)}`, `dns-[::1]:${portOf(six)}`];
      const isServedBy = (...ids: string[]) => eventually(async () => deepEqual(await instancesOf(proxy), ids.sort()));
      equal((await proxy.service('weather'))?.inCatalog, true);
      const calls = await whileCalling(
        () => proxy.call('weather', 'echo', { message: 'hi' }),
        async () => {
          await isServedBy(v4);
          dns.records.set(HOST, { A: ['127.0.0.1'], AAAA: ['0:0:0:0:0:0:0:1'] });
          await isServedBy(v4, v6);
          await eventually(() => ok(toolCalls(six) > 5));
          dns.records.set(HOST, { AAAA: ['0:0:0:0:0:0:0:1'] });
          await isServedBy(v6);
          dns.fails = true;
          await eventually(async () => match((await proxy.source('dns'))?.error ?? '', /SERVFAIL/));
          dns.fails = false;
          dns.records.clear();
          await eventually(async () => match((await proxy.source('dns'))?.error ?? '', /has no address now/));
          await isServedBy(v6);
          dns.records.set(HOST, { A: ['127.0.0.1'] });
          await isServedBy(v4);
        },
      );
      return `${calls} calls, none lost`;
    },
  },
  {
    name: 'dns: takes ports and weights from SRV',
    run: async () => {
      await using dns = await dnsServer();
      await using heavy = await legacyServer();
      await using light = await legacyServer();
      const record = (server: TestServer, weight: number) => ({
        priority: 1,
        weight,
        port: portOf(server),
        target: HOST,
      });
      dns.records.set(HOST, { A: ['127.0.0.1'] });
      dns.records.set('_mcp._tcp.test', { SRV: [record(heavy, 9), record(light, 1)] });
      const where = { service: 'weather', host: '_mcp._tcp.test', type: 'SRV', servers: [dns.address] };
      await using proxy = await startTestProxy({ sources: { dns: [where] } });
      for (let n = 0; n < 200; n += 1) equal((await proxy.call('weather', 'echo', { message: 'hi' })).status, 200);
      const share = toolCalls(heavy) / (toolCalls(heavy) + toolCalls(light));
      ok(share > 0.65 && share < 0.99, `the one with weight 9 of 10 got ${share}`);
      return `weight 9 of 10 got ${Math.round(share * 100)} % of 200 calls`;
    },
  },
];
