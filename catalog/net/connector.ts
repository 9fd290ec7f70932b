import { type BlockList, connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { checkedAddresses, type Host, type Lookup } from './checked-addresses.ts';
import { opened } from './opened.ts';
import { type EgressProxy, openTunnel, takesProxy } from './tunnel.ts';

/** Where connections may go, and by which way: public addresses always, and by https; others only when they are allowed. */
export interface Egress {
  /** Further ranges of addresses. */
  allow?: BlockList | undefined;
  /** Further hosts by their names, wherever those lead: `wiki.example.com`, `*.corp.example.com`. */
  allowHosts?: readonly string[] | undefined;
  /** Any address at all: for what an operator configured, never for what a publisher wrote. */
  any?: boolean;
  /** The one address to go to, whatever the name says: of a name's addresses, an instance is at one. */
  at?: string;
  /** Connections go through it, once their address is checked here. */
  proxy?: EgressProxy | undefined;
  /** The longest that each step of a connection may take; 10 s unless said otherwise. */
  connectTimeoutMs?: number | undefined;
  /** The longest that a document may take, and the most bytes it may have; 10 s and 1 MiB unless said otherwise. */
  fetchTimeoutMs?: number | undefined;
  fetchBytes?: number | undefined;
  /** Certificates (PEM) of the authorities to trust instead of the system's. */
  ca?: string | undefined;
}

/** What the first connection was like, filled in as it happens: milliseconds in each step, and how long it can be trusted. */
export interface ConnectTimes {
  resolve?: number;
  connect?: number;
  tls?: number;
  /** When its certificate ends, in milliseconds since 1970. */
  certificateEndsAt?: number;
}

/**
 * The guarded connector, for undici: resolves the name itself, refuses addresses that it may not go to, and connects to
 * the very address it checked, so that a second DNS answer changes nothing. Times each step.
 */
export function guardedConnector(
  egress: Egress,
  times: ConnectTimes = {},
  { resolve, timeoutMs = egress.connectTimeoutMs ?? 10_000 }: { resolve?: Lookup | undefined; timeoutMs?: number } = {},
): buildConnector.connector {
  return (options, callback) => {
    const tls = options.protocol === 'https:';
    const hostname = options.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
    const host = { hostname, port: Number(options.port || (tls ? 443 : 80)), tls };
    connectGuarded(host, egress, times, { timeoutMs, ...(resolve ? { resolve } : {}) }).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

async function connectGuarded(
  host: Host,
  egress: Egress,
  times: ConnectTimes,
  { resolve, timeoutMs }: { resolve?: Lookup; timeoutMs: number },
): Promise<Socket> {
  const options = resolve ? { resolve, timeoutMs } : { timeoutMs };
  const addresses = await timed(times, 'resolve', () => checkedAddresses(host, egress, options));
  const socket = await timed(times, 'connect', () => firstOpened(addresses, host, egress.proxy, timeoutMs));
  socket.setNoDelay(true);
  if (!host.tls) return socket;
  const secured = await timed(times, 'tls', () =>
    opened(connectTls({ socket, ...tlsOptions(host, egress) }), 'secureConnect', 'tls', timeoutMs),
  );
  times.certificateEndsAt ??= endOf(secured);
  return secured;
}

function tlsOptions({ hostname }: Host, { ca }: Egress) {
  const servername = isIP(hostname) ? '' : hostname;
  return { servername, host: hostname, ALPNProtocols: ['http/1.1'], ...(ca === undefined ? {} : { ca }) };
}

/** Tries a name's addresses in turn: `localhost` may mean ::1 while the server listens on 127.0.0.1 alone. */
async function firstOpened(
  addresses: string[],
  { hostname, port }: Host,
  proxy: EgressProxy | undefined,
  timeoutMs: number,
): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses) {
    try {
      if (proxy && takesProxy(proxy, hostname, address)) return await openTunnel(proxy, { address, port }, timeoutMs);
      return await opened(connectTcp({ host: address, port }), 'connect', 'tcp', timeoutMs);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function endOf(socket: TLSSocket): number {
  return Date.parse(socket.getPeerCertificate().valid_to);
}

async function timed<T>(times: ConnectTimes, step: 'resolve' | 'connect' | 'tls', act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await act();
  } finally {
    times[step] ??= Math.round(performance.now() - started);
  }
}
