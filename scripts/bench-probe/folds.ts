import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatusRecord } from '../probe/record.ts';
import { aLook } from '../probe/testing.ts';
import { entryOf, toolsOf } from './fleet.ts';
import { foldOne, writeAll } from './seam.ts';

/**
 * A program that folds one look at each server into what is known of it, writes all records, and says as one line of JSON
 * what that took. Each record has a day of samples, a quarter of days and ten tools.
 */
const [count = 10_000] = process.argv.slice(2).map(Number);
const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-11-22T12:00:00.000Z');

const folder = await mkdtemp(join(tmpdir(), 'folds-'));
const servers = Array.from({ length: count }, (_none, index) => {
  const entry = entryOf(index, 443);
  // What a look lists is never the very value that was kept, so each has tools of its own making.
  const [look, earlier] = [aLook('ok', { tools: toolsOf(index) }), aLook('ok', { tools: toolsOf(index) })];
  return { entry, look, before: known(foldOne(entry, earlier, undefined, at(0))) };
});

const cpu = process.cpuUsage();
const begun = performance.now();
const records = new Map<string, StatusRecord>();
for (const { entry, look, before } of servers) records.set(entry.name, foldOne(entry, look, before, at(0)));
const foldMs = performance.now() - begun;
await writeAll(folder, records);
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
await rm(folder, { recursive: true });
const rssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ ms, foldMs, cpuMs: (user + system) / 1000, rssMb })}\n`);

function at(agoMs: number): string {
  return new Date(NOW - agoMs).toISOString();
}

/** A record as it is after three months of looks, half an hour apart. */
function known(record: StatusRecord): StatusRecord {
  const samples = Array.from({ length: 47 }, (_none, index) => ({
    at: at((47 - index) * 30 * MINUTE_MS),
    mark: 'u' as const,
    latencyMs: 100 + (index % 20),
  }));
  const days = Array.from({ length: 90 }, (_none, index) => ({
    ...{
      date: at((89 - index) * 24 * 60 * MINUTE_MS).slice(0, 10),
      up: 48,
      degraded: 0,
      down: 0,
      maintenance: 0,
      excluded: 0,
      latencyMs: { p50: 100 + (index % 20), p95: 200 + (index % 30) },
    },
  }));
  return {
    ...record,
    samples,
    days: days.map((day, index) => ({ ...record.days[0], ...day, ...(index === 89 ? { up: 1 } : {}) })),
  };
}
