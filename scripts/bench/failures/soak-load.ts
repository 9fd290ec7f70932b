import { Client } from 'undici';
import type { Request } from '../load-job.ts';
import { type OpenConnection, openConnection } from '../open-connection.ts';
import { OUR_REST, sessionCall, statelessCall } from '../ways.ts';

/** Callers at once, each with a connection and sessions of its own. */
const CALLERS = 32;
/** Who has seen so many faults has seen enough. */
const MOST_FAULTS = 1000;
const LOOK = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look', arguments: {} } });

/** What is called how often, of a hundred calls. Servers of the SDK take ten times what a call takes us, and get few. */
const SHARES: { of: number; request(origin: string): Request }[] = [
  { of: 75, request: sessionCall('/mcp/ten') },
  { of: 10, request: statelessCall('/mcp/ten') },
  { of: 10, request: OUR_REST },
  { of: 4, request: (origin) => lookAt(origin, '/mcp/weather') },
  { of: 1, request: (origin) => lookAt(origin, '/mcp/process') },
];

/** A call of our SDK server, in a session. */
function lookAt(origin: string, path: string): Request {
  return { ...sessionCall(path)(origin), body: LOOK, expect: 'running' };
}

/** How many calls to make in how long, after how many of them to open a session that nobody uses, and who looks on, how often. */
export interface SoakJob {
  calls: number;
  limitMs: number;
  abandonEvery: number;
  lookEvery: number;
  look(calls: number): void;
}

/** What was seen. */
export interface Soaked {
  calls: number;
  faults: string[];
  abandoned: number;
}

/** Calls a proxy as often as that, by callers who wait for each answer. */
export async function soak(
  origin: string,
  { calls, limitMs, abandonEvery, lookEvery, look }: SoakJob,
): Promise<Soaked> {
  const faults: string[] = [];
  let begun = 0;
  let ended = 0;
  let abandoned = 0;
  const passing = new Client(origin, { pipelining: 1 });
  const callers = await Promise.all(Array.from({ length: CALLERS }, () => openCaller(origin)));
  const deadline = performance.now() + limitMs;
  const isOver = () => begun >= calls || faults.length >= MOST_FAULTS || performance.now() > deadline;
  const drive = async ({ ways }: SoakCaller) => {
    for (let turn = 0; !isOver(); turn++) {
      if (begun++ % abandonEvery === 0) {
        const opening = openConnection(passing, lookAt(origin, '/mcp/weather'));
        await opening.catch((error: unknown) => faults.push(String(error)));
        abandoned += 1;
      }
      const fault = await ways[turn % ways.length]?.call().catch(String);
      if (fault) faults.push(fault);
      ended += 1;
      if (ended % lookEvery === 0) look(ended);
    }
  };
  try {
    await Promise.all(callers.map(drive));
  } finally {
    await passing.destroy();
    await Promise.all(callers.map(({ close }) => close()));
  }
  return { calls: ended, faults, abandoned };
}

interface SoakCaller {
  /** The connection for each of a hundred calls. */
  ways: OpenConnection[];
  close(): Promise<void>;
}

async function openCaller(origin: string): Promise<SoakCaller> {
  const client = new Client(origin, { pipelining: 1 });
  const opened = await Promise.all(SHARES.map(({ request }) => openConnection(client, request(origin))));
  return {
    ways: mixed(opened),
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
      await client.close();
    },
  };
}

/** A hundred calls by their shares, the rare ones among the others: 37 and 100 have no common divisor. */
function mixed(opened: OpenConnection[]): OpenConnection[] {
  const all = opened.flatMap((each, index) => Array<OpenConnection>(SHARES[index]?.of ?? 0).fill(each));
  return all.flatMap((_, index) => all[(index * 37) % all.length] ?? []);
}
