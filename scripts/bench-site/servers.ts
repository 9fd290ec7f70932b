import type { Snapshot, SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import type { Reason } from '../../catalog/status/status.ts';
import { aStatus } from '../../catalog/testing.ts';
import { manyServers, wordOf } from '../bench-registry/servers.ts';

/** Nine of ten work, as in a catalog that is kept. */
const REASONS: Reason[] = ['ok', 'ok', 'ok', 'auth-required', 'ok', 'ok', 'auth-required', 'ok', 'slow', 'tls'];
const WORDS = 9000;
const DAY_MS = 86_400_000;

/**
 * So many servers, made of those of a catalog, that differ as real ones do: health, days, speed, age and words, some of which are
 * common and most rare. Equal each time.
 */
export async function variedServers(catalog: string, count: number): Promise<Snapshot> {
  const snapshot = await manyServers(catalog, count);
  const random = randomFrom(1);
  return { ...snapshot, entries: snapshot.entries.map((entry) => varied(entry, snapshot.at, random)) };
}

/** The same snapshot with one server, so far down the list, that went down and changed its description. */
export function withOneChanged(snapshot: Snapshot, share = 0.5): Snapshot {
  const at = Math.floor(snapshot.entries.length * share);
  const entries = snapshot.entries.map((entry, index) => (index === at ? changed(entry) : entry));
  return { ...snapshot, entries };
}

function varied(entry: SnapshotEntry, at: string, random: () => number): SnapshotEntry {
  const reason = REASONS[Math.floor(random() * REASONS.length)] ?? 'ok';
  const counted = 200 + Math.floor(random() * 1200);
  const uptime: [number, number] = [counted - Math.floor(random() ** 3 * counted * 0.1), counted];
  const p50 = Math.round(50 + 2000 * random() ** 3);
  const {
    evidence: _evidence,
    incidents: _incidents,
    ...status
  } = aStatus({ server: entry.name, reason, tools: null });
  const words = Array.from({ length: 8 }, () => wordOf(Math.floor(WORDS * random() ** 3)));
  return {
    ...entry,
    status: {
      ...status,
      uptime: { ...status.uptime, '30d': uptime },
      latencyMs: { p50, p95: 2 * p50 },
      days: Array.from({ length: 90 }, () => (random() < 0.97 ? 'u' : random() < 0.5 ? 'd' : 'g')).join(''),
    },
    versions: entry.versions.map((version) => ({
      ...version,
      publishedAt: new Date(Date.parse(at) - Math.floor(random() * 700) * DAY_MS).toISOString(),
      server: { ...version.server, description: `${version.server.description.slice(0, 60)} ${words.join(' ')}` },
    })),
  };
}

function changed(entry: SnapshotEntry): SnapshotEntry {
  const { evidence: _evidence, incidents: _incidents, ...status } = aStatus({ server: entry.name, reason: 'http-5xx' });
  const versions = entry.versions.map((version) => ({
    ...version,
    server: { ...version.server, description: 'It does something else now' },
  }));
  return { ...entry, status, versions };
}

/** Numbers from 0 to 1 that look random and are the same each time: "mulberry32". */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
