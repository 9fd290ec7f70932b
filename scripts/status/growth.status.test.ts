import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitIn } from '../../catalog/git/testing-git.ts';
import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import { aTool } from '../../catalog/testing.ts';
import type { StatusRecord } from '../probe/record.ts';
import { readBranch, type StatusBranch } from './branch.ts';
import { pushStore } from './push.ts';
import { newestRuns, type Store } from './store.ts';
import { aRecord, aRun, at } from './testing.ts';
import { aRemote, author, type Remote } from './testing-git.ts';

/** What a branch of statuses costs over time, and whether writers who meet lose anything: too long for each `npm test`. */

const [SERVERS, EVERY_SECONDS, DAYS] = [500, 1800, 90];
const RUNS = (DAYS * 86_400) / EVERY_SECONDS;
/** Each push replaces the commit before, so that there are many to be forgotten. */
const RUNS_A_PUSH = 60;
const KB = 1024;

const push = (store: Store, to: StatusBranch) =>
  pushStore(store, to, { author, keep: async () => {}, pause: async () => {} });

/** Numbers that look random, and are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS = 'list get create update delete search issue page file user team project message event record query'.split(
  ' ',
);

/** Tools as one server in three shows them without being asked who is there: five, in words that no other server has. */
function toolsOf(server: number): StatusRecord['tools'] {
  if (server % 3 !== 0) return null;
  const roll = dice(server);
  const word = () => WORDS[Math.floor(roll() * WORDS.length)];
  return Array.from({ length: 5 }, (_none, index) =>
    aTool({
      name: `${word()}_${word()}_${index}`,
      description: Array.from({ length: 25 }, word).join(' '),
      inputSchema: {
        type: 'object',
        properties: Object.fromEntries(
          [1, 2, 3].map((field) => [
            `${word()}_${field}`,
            { type: 'string', description: `${word()} ${word()} ${word()}` },
          ]),
        ),
      },
    }),
  );
}

/** A record as the next look leaves it: samples of 24 hours, a row for each day, and the evidence of a server that is down. */
function looked(known: StatusRecord, run: number, random: number): StatusRecord {
  const down = random < 0.05;
  const moment = at(run * EVERY_SECONDS + random * 60);
  const latencyMs = down ? null : 80 + Math.round(random * 900);
  const today = moment.slice(0, 10);
  const day = known.days.find(({ date }) => date === today) ?? {
    date: today,
    up: 0,
    degraded: 0,
    down: 0,
    maintenance: 0,
    excluded: 0,
    latencyMs: null,
  };
  const counted = {
    ...{ ...day, up: day.up + (down ? 0 : 1), down: day.down + (down ? 1 : 0) },
    latencyMs: latencyMs === null ? day.latencyMs : { p50: latencyMs, p95: latencyMs * 2 },
  };
  const response = `HTTP/1.1 503 Service Unavailable\ndate: ${moment}\nx-request-id: ${random}\n\n${'upstream '.repeat(20)}`;
  return {
    ...known,
    status: {
      ...known.status,
      checkedAt: moment,
      latencyMs: latencyMs === null ? null : { p50: latencyMs, p95: latencyMs * 2 },
      ...(down && {
        evidence: [{ step: 'mcp', request: 'POST /mcp', response, repeat: 'curl https://example.com/mcp' }],
      }),
    },
    samples: [...known.samples, { at: moment, mark: down ? ('d' as const) : ('u' as const), latencyMs }].slice(-48),
    days: [...known.days.filter(({ date }) => date !== today), counted].slice(-90),
  };
}

function bytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

let remote: Remote;
beforeAll(() => {
  remote = aRemote();
});
afterAll(() => remote[Symbol.dispose]());

describe(`${SERVERS} servers, looked at ${RUNS} times in ${DAYS} days`, () => {
  it('are under 1 MB in a fresh clone of the branch, which is one commit', { timeout: 1_200_000 }, async () => {
    const to = remote.clone();
    const roll = dice(1);
    let records = new Map(
      Array.from({ length: SERVERS }, (_none, index): [string, StatusRecord] => {
        const name = `com.example-${index % 97}/server-${index}`;
        return [name, aRecord(name, 0, { samples: [], tools: toolsOf(index) })];
      }),
    );
    const runs: ProbeRun[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      records = new Map([...records].map(([name, record]) => [name, looked(record, run, roll())]));
      runs.push({ ...aRun(`run-${run}`, run * EVERY_SECONDS), looked: SERVERS });
      if (run % RUNS_A_PUSH === 0) await push({ records, runs: newestRuns(runs) }, to);
    }
    const fresh = join(remote.folder, 'fresh.git');
    const flags = ['--quiet', '--bare', '--single-branch', '--branch', 'status'];
    execFileSync('git', ['clone', ...flags, `file://${remote.bare}`, fresh]);
    expect(gitIn(fresh, 'rev-list', '--count', '--all')).toBe('1');
    const before = bytesBelow(remote.bare);
    gitIn(remote.bare, 'gc', '--quiet', '--prune=now');
    const sizes = { fresh: bytesBelow(fresh), remote: before, afterGc: bytesBelow(remote.bare) };
    console.log(
      `fresh clone ${Math.round(sizes.fresh / KB)} KB; remote ${Math.round(sizes.remote / KB)} KB, after gc ` +
        `${Math.round(sizes.afterGc / KB)} KB`,
    );
    expect(sizes.fresh).toBeLessThan(1000 * KB);
    expect(sizes.afterGc).toBeLessThan(1000 * KB);
    const read = await readBranch({ ...to, cwd: fresh, remote: remote.bare });
    expect(read.store).toEqual({ records, runs: newestRuns(runs) });
  });
});
