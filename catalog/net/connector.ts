import { lookup } from 'node:dns/promises';
import { type BlockList, connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';
import { isPublicAddress } from './addresses.ts';

/** Where connections may go: public addresses always; others only when their range is allowed. */
export interface Egress {
  allow?: BlockList;
  /** Any address at all: for what an operator configured, never for what a publisher wrote. */
  any?: boolean;
  /** The one address to go to, whatever the name says: of a name's addresses, an instance is at one. */
  at?: string;
}

/** Milliseconds the first connection spent in each step; filled in as it happens. */
export interface ConnectTimes {
  resolve?: number;
  connect?: number;
  tls?: number;
}

/** A connection that failed, and in which step. */
export class ConnectError extends Error {
  readonly step: 'dns' | 'tcp' | 'tls' | 'private-address';
  constructor(step: ConnectError['step'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectError';
    this.step = step;
  }
}

type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>;

const lookupAll: Lookup = (hostname) => lookup(hostname, { all: true });

/**
 * The guarded connector, for undici: resolves the name itself, refuses addresses that it may not go to, and connects to
 * the very address it checked, so that a second DNS answer changes nothing. Times each step.
 */
export function guardedConnector(
  egress: Egress,
  times: ConnectTimes = {},
  { resolve = lookupAll, timeoutMs = 10_000 }: { resolve?: Lookup; timeoutMs?: number } = {},
): buildConnector.connector {
  return (options, callback) => {
    const hostname = options.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    connectGuarded({ hostname, port, tls: options.protocol === 'https:' }, egress, times, resolve, timeoutMs).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

async function connectGuarded(
  { hostname, port, tls }: { hostname: string; port: number; tls: boolean },
  egress: Egress,
  times: ConnectTimes,
  resolve: Lookup,
  timeoutMs: number,
): Promise<Socket> {
  const addresses = await timed(times, 'resolve', () => checkedAddresses(hostname, egress, resolve, timeoutMs));
  const socket = await timed(times, 'connect', () => firstOpened(addresses, port, timeoutMs));
  socket.setNoDelay(true);
  if (!tls) return socket;
  const servername = isIP(hostname) ? '' : hostname;
  return timed(times, 'tls', () =>
    opened(
      connectTls({ socket, servername, host: hostname, ALPNProtocols: ['http/1.1'] }),
      'secureConnect',
      'tls',
      timeoutMs,
    ),
  );
}

async function checkedAddresses(
  hostname: string,
  egress: Egress,
  resolve: Lookup,
  timeoutMs: number,
): Promise<string[]> {
  const at = egress.at ?? hostname;
  const found = isIP(at) ? [{ address: at, family: isIP(at) }] : await resolved(hostname, resolve, timeoutMs);
  const refused = found.find(({ address }) => !mayConnect(address, egress));
  if (refused) {
    throw new ConnectError('private-address', `${hostname} leads to ${refused.address}, which is not a public address`);
  }
  if (found.length === 0) throw new ConnectError('dns', `${hostname} has no address`);
  return found.map(({ address }) => address);
}

/** Tries a name's addresses in turn: `localhost` may mean ::1 while the server listens on 127.0.0.1 alone. */
async function firstOpened(addresses: string[], port: number, timeoutMs: number): Promise<Socket> {
  let failure: unknown;
  for (const host of addresses) {
    try {
      return await opened(connectTcp({ host, port }), 'connect', 'tcp', timeoutMs);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function resolved(
  hostname: string,
  resolve: Lookup,
  timeoutMs: number,
): Promise<{ address: string; family: number }[]> {
  const over = new AbortController();
  const tooLate = delay(timeoutMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`no answer in ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([resolve(hostname), tooLate]);
  } catch (cause) {
    throw new ConnectError('dns', `${hostname} could not be resolved: ${codeOf(cause)}`, { cause });
  } finally {
    over.abort();
  }
}

function mayConnect(address: string, { any, allow }: Egress): boolean {
  return (
    any === true || isPublicAddress(address) || (allow?.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') ?? false)
  );
}

/** Waits until a socket is ready, or says in which step it failed. The socket is destroyed when it is too slow. */
function opened<S extends Socket>(socket: S, ready: string, step: 'tcp' | 'tls', timeoutMs: number): Promise<S> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    const onError = (cause: Error) => {
      clearTimeout(timer);
      fail(new ConnectError(step, codeOf(cause), { cause }));
    };
    socket.once('error', onError);
    socket.once(ready, () => {
      clearTimeout(timer);
      socket.off('error', onError);
      done(socket);
    });
  });
}

async function timed<T>(times: ConnectTimes, step: keyof ConnectTimes, act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await act();
  } finally {
    times[step] ??= Math.round(performance.now() - started);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code && !error.message.includes(code) ? `${code}: ${error.message}` : error.message;
}
