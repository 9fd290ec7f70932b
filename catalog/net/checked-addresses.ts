import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { blockList, isPublicAddress } from './addresses.ts';
import { ConnectError, codeOf } from './connect-error.ts';
import type { Egress } from './connector.ts';
import { isAmong } from './places.ts';

/** Gives all addresses of a name. */
export type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>;

const lookupAll: Lookup = (hostname) => lookup(hostname, { all: true });

/** Whom to go to, as a URL says it. */
export interface Host {
  /** Without brackets, and without the dot at its end. */
  hostname: string;
  port: number;
  tls: boolean;
}

/**
 * The addresses of a host, when it may be gone to at each of them: one private address among them is enough to refuse.
 * Without TLS only what the operator allows may be gone to. Throws `ConnectError`.
 */
export async function checkedAddresses(
  { hostname, tls }: Host,
  egress: Egress,
  { resolve = lookupAll, timeoutMs }: { resolve?: Lookup; timeoutMs: number },
): Promise<string[]> {
  const at = egress.at ?? hostname;
  const found = isIP(at) ? [at] : await resolved(hostname, resolve, timeoutMs);
  if (found.length === 0) throw new ConnectError('dns', `${hostname} has no address`);
  if (egress.any === true) return found;
  const open = found.filter((address) => !isAllowed(hostname, address, egress));
  const refused = open.find((address) => !isPublicAddress(address));
  if (refused !== undefined)
    throw new ConnectError('private-address', `${hostname} leads to ${refused}, which is not a public address`);
  if (!tls && open.length > 0)
    throw new ConnectError(
      'tls',
      `${hostname} is to be reached by http, which anyone on the way can read: make it https`,
    );
  return found;
}

function isAllowed(
  hostname: string,
  address: string,
  { allow: ranges = NOWHERE, allowHosts: hosts = [] }: Egress,
): boolean {
  return isAmong({ ranges, hosts }, hostname, address);
}

const NOWHERE = blockList([]);

async function resolved(hostname: string, resolve: Lookup, timeoutMs: number): Promise<string[]> {
  const over = new AbortController();
  const tooLate = delay(timeoutMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`no answer in ${timeoutMs} ms`);
  });
  try {
    const found = await Promise.race([resolve(hostname), tooLate]);
    return found.map(({ address }) => address);
  } catch (cause) {
    throw new ConnectError('dns', `${hostname} could not be resolved: ${codeOf(cause)}`, { cause });
  } finally {
    over.abort();
  }
}
