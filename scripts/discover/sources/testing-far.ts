import { join } from 'node:path';
import type { Egress } from '../../../catalog/net/connector.ts';
import type { guardedFetch } from '../../../catalog/net/guarded-fetch.ts';
import { ProxyConfig } from '../../../proxy/config.ts';
import type { Find } from '../find.ts';
import { Memory } from '../memory.ts';
import { Hosts } from '../polite/hosts.ts';
import { PoliteFetch } from '../polite/polite-fetch.ts';
import { DiscoverySettings } from '../settings.ts';
import type { Source } from '../source.ts';

/** What tests of far sources look at things with: all as in a run, but for the waiting. */

export interface FarWorld {
  /** Memories are in here. */
  folder: string;
  /** What `discovery.json` holds. */
  settings?: object;
  env?: NodeJS.ProcessEnv;
  since?: Date;
  others?: Find[];
  /** Where strangers may lead beside public addresses. */
  strangers?: Egress;
  fetch?: typeof guardedFetch;
  signal?: AbortSignal;
}

/** All that a source finds, what it could not look at, and why it ended early, if it did. Pauses are counted, not waited for. */
export async function looked(source: Source, { folder, settings = {}, ...world }: FarWorld) {
  const slept: number[] = [];
  const faults: string[] = [];
  const parsed = DiscoverySettings.parse(settings);
  const sleep = async (ms: number) => void slept.push(ms);
  const now = () => Date.now() + slept.reduce((sum, ms) => sum + ms, 0);
  const memory = new Memory(join(folder, source.name));
  const { signal = new AbortController().signal } = world;
  const polite = new PoliteFetch({
    ...{
      politeness: parsed.politeness,
      strangers: world.strangers ?? {},
      operators: { ...world.strangers, any: true },
    },
    ...{ hosts: new Hosts({ gapMs: parsed.politeness.gapMs, sleep, now }), memory, sleep, signal },
    ...(world.fetch ? { fetch: world.fetch } : {}),
  });
  const finds: Find[] = [];
  let error: string | undefined;
  try {
    const looking = source.find({
      ...{ settings: parsed, config: ProxyConfig.parse({}), folder, folders: [], home: folder },
      ...{ env: world.env ?? {}, since: world.since ?? null, get: polite.get, memory, others: world.others ?? [] },
      ...{ now: () => new Date('2026-11-20T12:00:00Z'), signal },
      fault: (where, cause) => void faults.push(`${where}: ${cause instanceof Error ? cause.message : cause}`),
    });
    for await (const find of looking) finds.push(find);
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
  }
  return { finds, faults, error, slept };
}

/** What counts of a find: its name, how that is known, and what is doubtful. */
export function inShort({ server, nameOrigin, evidence, flags = [] }: Find): string {
  const inner = server.server;
  const { name } = typeof inner === 'object' && inner !== null ? { name: undefined, ...inner } : server;
  return [String(name), nameOrigin, evidence, ...flags.map(({ code }) => code)].join(' ');
}
