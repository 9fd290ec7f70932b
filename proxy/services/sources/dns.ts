import { Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { isRestTransport, restTarget } from '../rest-target.ts';
import { type InstanceSpec, publicAddress } from '../service.ts';
import { resolveValues } from '../values.ts';
import type { DnsWhere } from './settings.ts';
import { nameOrSlug, slugOf } from './slug.ts';
import { plainServer, type Reading, type Source } from './source.ts';

/** A name's addresses, one instance each. */
export const dns: Source = {
  kind: 'dns',
  places: ({ config: { sources }, folder, env }) =>
    sources.dns.map((where) => ({
      name: `dns ${where.host} ${where.type} for ${where.service}`,
      everyMs: sources.refresh.dnsMs,
      read: (signal) => readDns(where, { folder, env }, signal),
    })),
};

/** An address that a name has now. */
export interface Address {
  address: string;
  port: number;
  /** The name that it goes by: what certificates are made out to. */
  host: string;
  weight: number;
}

/** The service whose instances a name's addresses are. Throws when the name cannot be resolved, or has no address now. */
export async function readDns(
  where: DnsWhere,
  surroundings: { folder: string; env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<Reading> {
  const addresses = await resolveAddresses(where, signal);
  const { values, missing } = resolveValues(where.headers, surroundings);
  if (missing.length > 0) throw new Error(`the configuration takes ${missing.join(', ')} from where nothing is set`);
  const instances = addresses.map((address) => instanceAt(address, where, values));
  const name = nameOrSlug(where.service);
  const slug = slugOf(where.service.split('/').at(-1) ?? where.service);
  return { found: [{ origin: where.host, slug, server: plainServer(name), instances, variables: [] }], faults: [] };
}

/** All addresses of a name, sorted, since servers turn them round. Throws when there is none. */
export async function resolveAddresses(
  { host, type, port, tls, servers }: Pick<DnsWhere, 'host' | 'type' | 'port' | 'tls' | 'servers'>,
  signal: AbortSignal,
): Promise<Address[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  const onAbort = () => resolver.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const addresses =
      type === 'SRV'
        ? await resolveServices(resolver, host)
        : (await resolveHost(resolver, host, type)).map((address) => {
            return { address, port: port ?? (tls ? 443 : 80), host, weight: 1 };
          });
    if (addresses.length === 0) throw new Error(`${host} has no address now`);
    const key = ({ address, port }: Address) => `${address} ${port}`;
    return addresses.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** SRV (RFC 2782). Targets of a later priority stand by: they get calls when hardly anybody else is there. */
async function resolveServices(resolver: Resolver, host: string): Promise<Address[]> {
  const records = await resolver.resolveSrv(host);
  const first = Math.min(...records.map(({ priority }) => priority));
  const found = records.map(async ({ name, port, weight, priority }) => {
    const share = Math.max(weight, 0.1) * (priority === first ? 1 : 0.001);
    const addresses = await resolveHost(resolver, name, 'address');
    return addresses.map((address) => ({ address, port, host: name, weight: share }));
  });
  return (await Promise.all(found)).flat();
}

/** A name's addresses; none of a kind that it has none of. Any other trouble throws: half of the truth is none. */
async function resolveHost(resolver: Resolver, host: string, type: 'address' | 'A' | 'AAAA'): Promise<string[]> {
  const [v4, v6] = await Promise.all([
    type === 'AAAA' ? [] : resolver.resolve4(host).catch(noneIfNone),
    type === 'A' ? [] : resolver.resolve6(host).catch(noneIfNone),
  ]);
  return [...v4, ...v6];
}

function noneIfNone(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && (error.code === 'ENODATA' || error.code === 'ENOTFOUND')) return [];
  throw error;
}

function instanceAt(
  { address, port, host, weight }: Address,
  { transport, tls, path }: DnsWhere,
  headers: Record<string, string>,
): InstanceSpec {
  const scheme = transport === 'websocket' ? 'ws' : 'http';
  const at = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  const base = `${scheme}${tls ? 's' : ''}://`;
  // The name stays in the URL, for the Host header and the certificate; the connection goes to this one address.
  const http = { url: `${base}${host}:${port}${path}`, headers, egress: { any: true, at: address } };
  return {
    id: `dns-${at}`,
    transport,
    address: publicAddress(`${base}${at}${path}`),
    location: 'remote',
    weight,
    target: isRestTransport(transport) ? restTarget(transport, http, () => []) : { transport, http },
  };
}
