import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEntry } from '../../../catalog/testing.ts';
import { fingerprintTools } from '../../../catalog/tools/tool.ts';
import { ROOT } from '../../command.ts';
import { type ProbeOptions, probeServices } from '../run.ts';
import { aService } from '../testing.ts';
import type { Canary, RunningCanary } from './canary.ts';
import { CANARIES } from './index.ts';
import { closed } from './places.ts';
import type { ProbedCanary } from './probe-canary.ts';
import { startCanaries } from './start.ts';
import { page } from './strangers.ts';
import { drifting } from './tools.ts';

// What must be seen is written out here and nowhere else: no table of the code that judges has a say in it.

const ANSWERS: Record<string, string> = {
  modern: 'healthy: ok',
  legacy: 'healthy: ok',
  noisy: 'healthy: ok',
  drifting: 'healthy: ok',
  wall: 'healthy: auth-required',
  'opaque-wall': 'healthy: auth-opaque',
  late: 'degraded: slow',
  unlisted: 'degraded: tools-list-failed',
  malformed: 'degraded: invalid-tool-schema',
  expiring: 'degraded: certificate-expiring',
  sse: 'degraded: deprecated-transport',
  nameless: 'unhealthy: dns',
  closed: 'unhealthy: tcp',
  expired: 'unhealthy: tls',
  hanging: 'unhealthy: timeout',
  broken: 'unhealthy: http-5xx',
  page: 'unhealthy: not-mcp',
  redirect: 'unhealthy: not-mcp',
  'other-way': 'unhealthy: wrong-transport',
  'other-way-round': 'unhealthy: wrong-transport',
  inside: 'unhealthy: private-address',
  unpublished: 'unhealthy: package-missing',
  withdrawn: 'unhealthy: package-withdrawn',
  crashing: 'unhealthy: crashed',
  'rate-limit': 'unknown: rate-limited',
  'bot-wall': 'unknown: bot-wall',
  planned: 'unknown: maintenance',
  keyless: 'unknown: needs-config',
  runnerless: 'unknown: not-runnable',
};

/** What no single look can see: it takes a run to say so. */
const OF_RUNS = { atFirst: 'unknown: never-checked', inVoid: 'unknown: void-run' };

const once = { retryAfterMs: [], timeoutMs: 6000 };

function words({ health, reason }: { health: string; reason: string }): string {
  return `${health}: ${reason}`;
}

/** A run of the probe over the first of some canaries, as a server of the catalog, with the others beside it. */
async function runOver(
  [server, ...canaries]: RunningCanary[],
  entry = anEntry(),
  records: ProbeOptions['records'] = new Map(),
) {
  const services = server ? [{ ...aService(entry), instances: [server.spec] }] : [];
  const options = { ...once, records, entries: new Map([[entry.name, entry]]), canaries };
  const { probed, ...seen } = await probeServices(services, options);
  return { ...seen, shown: probed.map(({ shown }) => words(shown)), tools: probed[0]?.looks[0]?.tools ?? [] };
}

let seen: ProbedCanary[];
let isVoid: boolean;
beforeAll(async () => {
  await using aviary = await startCanaries('all');
  const { run, canaries } = await probeServices([], {
    ...{ ...once, records: new Map(), entries: new Map(), canaries: aviary.canaries },
    // On a machine that is busy, a first look may find slow what is well.
    retryAfterMs: [200, 2000],
  });
  seen = canaries;
  isVoid = run.void !== null;
});

describe('the canaries', () => {
  it('are each seen as what they are, by a real run over real sockets and processes', () => {
    const found = seen.map(({ name, looks: [look] }) => [name, look ? words(look.instance) : 'nothing']);
    expect(Object.fromEntries(found)).toEqual(ANSWERS);
    expect(isVoid).toBe(false);
  });

  it('have one for every reason in the list, beside those that only a run can give', () => {
    const { properties } = z
      .object({ properties: z.object({ reason: z.object({ enum: z.array(z.string()) }) }) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'catalog/schema/status.schema.json'), 'utf8')));
    const produced = [...Object.values(ANSWERS), ...Object.values(OF_RUNS)].map((answer) =>
      answer.replace(/^.*: /, ''),
    );
    expect([...new Set(produced)].toSorted()).toEqual(properties.reason.enum.toSorted());
  });

  it('ride along where to see them as anything else means that the fault is ours, and takes no time', async () => {
    await using aviary = await startCanaries();
    expect(aviary.canaries.map(({ name }) => name)).toEqual([
      ...['modern', 'legacy', 'noisy', 'wall', 'closed', 'expired', 'broken', 'page', 'redirect', 'inside'],
    ]);
  });

  it('stand in the README, each with what is the matter with it', () => {
    const rows = CANARIES.map(
      ({ name, expected, isQuick, about }) => `| \`${name}\` | \`${expected}\` | ${isQuick ? 'yes' : ''} | ${about} |`,
    );
    expect(readFileSync(join(ROOT, 'scripts/probe/README.md'), 'utf8')).toContain(`\n${rows.join('\n')}\n\n`);
  });

  it('speak both eras', () => {
    const eras = seen.map(({ name, looks: [look] }) => [name, look?.instance.era]);
    expect(Object.fromEntries(eras)).toMatchObject({ modern: 'modern', legacy: 'legacy', noisy: 'legacy' });
  });

  it('are gone when they are over', async () => {
    const aviary = await startCanaries('all', [page]);
    const { address } = aviary.canaries[0]?.spec ?? { address: '' };
    expect((await fetch(address)).status).toBe(200);
    await aviary[Symbol.asyncDispose]();
    await expect(fetch(address)).rejects.toThrow();
  });

  it('leave none behind when one cannot be started, and say which', async () => {
    const left: string[] = [];
    const leave = async () => void left.push('closed');
    const other: Canary = {
      ...closed,
      start: async (at) => ({ ...(await closed.start(at)), [Symbol.asyncDispose]: leave }),
    };
    const broken: Canary = { ...page, name: 'egg', start: () => Promise.reject(new Error('no such address')) };
    await expect(startCanaries('all', [other, broken])).rejects.toThrow(
      'The canary egg cannot be started (Error: no such address)',
    );
    expect(left).toEqual(['closed']);
  });
});

describe('a canary as a server', () => {
  it('was never checked, as long as one bad look is all there is', async () => {
    await using aviary = await startCanaries('all', [closed]);
    const { shown, run } = await runOver(aviary.canaries);
    expect([shown, run.void]).toEqual([[OF_RUNS.atFirst], null]);
  });

  it('is not judged by a run whose canary is seen as something else', async () => {
    await using aviary = await startCanaries('all', [closed, { ...page, expected: 'ok' }]);
    const { shown, run, records } = await runOver(aviary.canaries);
    expect([shown, records.size]).toEqual([[OF_RUNS.inVoid], 0]);
    expect(run.void).toEqual({ cause: 'canary', detail: 'page is ok and was seen as not-mcp' });
  });

  it('is seen to drift from its lock', async () => {
    await using aviary = await startCanaries('all', [drifting]);
    const { tools, records } = await runOver(aviary.canaries);
    const lock = { schemaVersion: 1 as const, version: '1.0.0', era: 'modern' as const, ...fingerprintTools(tools) };
    const after = await runOver(aviary.canaries, anEntry({ lock }), records);
    const known = [records, after.records].map((each) => each.get('com.example/weather')?.status);
    expect(known.map((status) => [status?.reason, status?.tools?.drift])).toEqual([
      ['ok', null],
      ['ok', 'breaking'],
    ]);
  });
});
