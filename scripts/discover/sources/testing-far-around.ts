import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProxyConfig } from '../../../proxy/config.ts';
import type { Find } from '../find.ts';
import { Memory } from '../memory.ts';
import { Hosts } from '../polite/hosts.ts';
import { PoliteFetch } from '../polite/polite-fetch.ts';
import { DiscoverySettings } from '../settings.ts';
import type { Around, Source } from '../source.ts';

/** What far sources have around them in tests: loopback may be gone to by the operator's word alone, and nobody waits. */
export interface TestAround extends Around, Disposable {
  /** What a source could not look at. */
  faults: string[];
  /** The pauses that would have been made, in milliseconds. */
  slept: number[];
}

/** Around a source in a run of its own; what it remembers is in `folder`, or gone with it. */
export function anAround({
  settings = {},
  folder,
  isRehearsal = false,
  ...over
}: Partial<Omit<Around, 'settings' | 'memory' | 'folder'>> & {
  settings?: object;
  folder?: string | undefined;
  isRehearsal?: boolean;
} = {}): TestAround {
  const ours = folder ?? mkdtempSync(join(tmpdir(), 'discover-'));
  const memory = new Memory(ours, { isReadOnly: isRehearsal });
  const { politeness, ...rest } = DiscoverySettings.parse(settings);
  const faults: string[] = [];
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  const { signal = new AbortController().signal } = over;
  const polite = new PoliteFetch({
    ...{ politeness, strangers: {}, operators: { any: true }, memory, signal, sleep },
    hosts: new Hosts({ gapMs: 0, sleep, now: () => slept.reduce((sum, ms) => sum + ms, 0) }),
  });
  return {
    settings: { politeness, ...rest },
    config: ProxyConfig.parse({}),
    ...{ folder: ours, folders: [], env: {}, home: ours, since: null, get: polite.get, memory, others: [], signal },
    now: () => new Date(),
    fault: (where, error) => void faults.push(`${where}: ${error instanceof Error ? error.message : error}`),
    ...{ faults, slept },
    ...over,
    [Symbol.dispose]: () => void (folder === undefined && rmSync(ours, { recursive: true, force: true })),
  };
}

/** All that a source finds. */
export async function found(source: Source, around: Around): Promise<Find[]> {
  const finds: Find[] = [];
  for await (const find of source.find(around)) finds.push(find);
  return finds;
}
