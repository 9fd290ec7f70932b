import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf } from '../proxy/address.ts';
import { workersOf } from '../proxy/workers/serve.ts';
import { minutesOf } from './start/keep-probing.ts';
import { runScript, startScript } from './testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm start', () => {
  it('serves the five servers that are enabled, and shows them healthy', { timeout: 60_000 }, async () => {
    const started = await startScript([
      ...['--out', join(folder, 'dist'), '--status', join(folder, 'status')],
      ...['--probe-every', '0.02'],
    ]);
    expect(started.lines.join('\n')).toMatch(/Probe what is enabled: 5 of 5 are healthy/);
    const { services } = (await (await fetch(`${started.url}/api/services`)).json()) as {
      services: { name: string; health: string }[];
    };
    expect(services.map(({ name, health }) => `${name} ${health}`)).toEqual(
      ['everything', 'memory', 'filesystem', 'sequential-thinking', 'context7-mcp'].map((name) => `${name} healthy`),
    );
    expect(await (await fetch(`${started.url}/status/`)).text()).toContain('Everything');
    const probedAt = async () =>
      ((await (await fetch(`${started.url}/status/summary.json`)).json()) as { at: string }).at;
    const first = await probedAt();
    await expect.poll(probedAt, { timeout: 15_000 }).not.toBe(first);
    const { ms, code } = await started.interrupt();
    expect([code, ms < 2000]).toEqual([0, true]);
  });

  it('says at once that a port is taken, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((ready) => other.once('listening', ready));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runScript('start', ['--port', String(port)]);
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} on 127.0.0.1 is taken. Free it, or choose another: --port ${port + 1}\n`,
    ]);
    other.close();
  });

  it.each([
    [['--workers', '0'], /"0" is no number of workers from 1 to 64/],
    [['--config', 'nowhere.json'], /There is no configuration at nowhere\.json/],
  ])('takes %j for misuse', async (args, message) => {
    const { code, stderr } = await runScript('start', args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('takes no number that makes no sense', () => {
    expect(() => addressOf({ port: 'many' })).toThrow('"many" is no port');
    expect(() => workersOf('2.5')).toThrow('"2.5" is no number of workers');
    expect(() => minutesOf('often')).toThrow('"often" is no number of minutes');
  });
});
