import { isIPv6 } from 'node:net';
import * as z from 'zod';
import { isRestTransport, restTarget } from '../../rest-target.ts';
import { publicAddress } from '../../service.ts';
import type { DockerWhere } from '../settings.ts';
import type { Found } from '../source.ts';
import { named, placeOf, transportOf } from './labels.ts';

/** A running container, as the engine lists it. */
export const Container = z.looseObject({
  Id: z.string(),
  Names: z.array(z.string()).nullish(),
  ImageID: z.string().optional(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Ports: z
    .array(z.looseObject({ IP: z.string().optional(), PrivatePort: z.int(), PublicPort: z.int().optional() }))
    .nullish(),
  NetworkSettings: z
    .looseObject({ Networks: z.record(z.string(), z.looseObject({ IPAddress: z.string().default('') })).nullish() })
    .nullish(),
});
export type Container = z.infer<typeof Container>;

/** What a container is called, without the engine's slash. */
export function nameOf({ Names, Id }: Pick<Container, 'Names' | 'Id'>): string {
  return (Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, '');
}

/** The server in a container. Throws when its labels, or its ports, do not say where. */
export function foundContainer(
  container: Container,
  { prefer, isOnHost }: { prefer: DockerWhere['address']; isOnHost: boolean },
): Omit<Found, 'origin'> {
  const labels = container.Labels ?? {};
  const port = Number(labels['mcp.port']);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`its label mcp.port is ${JSON.stringify(labels['mcp.port'])}, which is no port`);
  const transport = transportOf(labels['mcp.transport'] ?? 'streamable-http');
  const host = isOnHost ? `127.0.0.1:${port}` : addressOf(container, port, prefer);
  const path = labels['mcp.path'] ?? (isRestTransport(transport) ? '' : transport === 'sse' ? '/sse' : '/mcp');
  const url = `${transport === 'websocket' ? 'ws' : 'http'}://${host}${path}`;
  if (!/^(\/|$)/.test(path) || !URL.canParse(url)) throw new Error(`its label mcp.path is ${JSON.stringify(path)}`);
  const http = { url, headers: {}, egress: { any: true } };
  return {
    // Replicas of one service of a compose file are instances of one service.
    ...named(labels, labels['com.docker.compose.service'] ?? nameOf(container)),
    instances: [
      {
        id: `container-${container.Id.slice(0, 12)}`,
        transport,
        address: publicAddress(url),
        location: 'remote',
        ...placeOf(labels),
        target: isRestTransport(transport) ? restTarget(transport, http, () => []) : { transport, http },
      },
    ],
  };
}

/** Where a port of a container is reached from here: `127.0.0.1:32768`. */
function addressOf(container: Container, port: number, prefer: DockerWhere['address']): string {
  const published = publishedAt(container, port);
  const networks = Object.values(container.NetworkSettings?.Networks ?? {});
  const ip = networks.map(({ IPAddress }) => IPAddress).find((address) => address !== '');
  const own = ip === undefined ? null : `${bracketed(ip)}:${port}`;
  const address = prefer === 'published' ? (published ?? own) : (own ?? published);
  if (address === null) throw new Error(`port ${port} is not published, and it has no address of its own`);
  return address;
}

function publishedAt({ Ports }: Container, port: number): string | null {
  const published = (Ports ?? []).filter(({ PrivatePort, PublicPort }) => PrivatePort === port && PublicPort);
  const chosen = published.find(({ IP = '' }) => !isIPv6(IP)) ?? published[0];
  if (chosen?.PublicPort === undefined) return null;
  const { IP: ip = '', PublicPort } = chosen;
  // Every interface of this machine: then loopback, too.
  const host = ip === '' || ip === '0.0.0.0' ? '127.0.0.1' : ip === '::' ? '::1' : ip;
  return `${bracketed(host)}:${PublicPort}`;
}

function bracketed(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}
