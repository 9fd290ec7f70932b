import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modern } from './mcp/testing.ts';
import type { RunningProxy } from './server.ts';
import { modernServer, proxyTo, type TestServer } from './testing.ts';

/** The samples of one scrape, by name and labels as they are written. */
async function scrape({ url }: RunningProxy): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('/metrics', () => {
  let server: TestServer;
  let proxy: RunningProxy;
  beforeAll(async () => {
    server = await modernServer();
    const gone = await modernServer();
    proxy = await proxyTo({ s: [server], lost: [gone] }, { health: { waitMs: 50 } });
    await gone[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await proxy.close();
    await server[Symbol.asyncDispose]();
  });

  it('counts calls and attempts by their outcome, and how long they took', async () => {
    const call = { name: 'echo', arguments: { message: 'hi' } };
    await modern(`${proxy.url}/mcp/s`, 'tools/call', call);
    await modern(`${proxy.url}/mcp/s`, 'tools/call', call);
    await modern(`${proxy.url}/mcp/lost`, 'tools/call', call);
    const samples = await scrape(proxy);
    expect(samples.get('mcp_calls_total{service="s",outcome="ok"}')).toBe(2);
    expect(samples.get('mcp_call_duration_seconds_count{service="s"}')).toBe(2);
    expect(samples.get('mcp_attempts_total{service="s",instance="i0",outcome="ok"}')).toBe(2);
    expect(samples.get('mcp_calls_total{service="lost",outcome="no_healthy_instance"}')).toBe(1);
    expect(samples.get('mcp_attempts_total{service="lost",instance="i0",outcome="tcp"}')).toBeGreaterThan(0);
  });

  it('says how every instance is, and what has changed', async () => {
    const samples = await scrape(proxy);
    expect(samples.get('mcp_instance_open{service="s",instance="i0"}')).toBe(1);
    expect(samples.get('mcp_instance_open{service="lost",instance="i0"}')).toBe(0);
    expect(samples.get('mcp_instance_healthy{service="lost",instance="i0"}')).toBe(0);
    expect(samples.get('mcp_instance_ejections_total{service="lost",instance="i0",reason="tcp"}')).toBe(1);
    expect(samples.get('mcp_instance_in_flight{service="s",instance="i0"}')).toBe(0);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });
});
