import { isIPv6 } from 'node:net';
import * as z from 'zod';
import { isRestTransport, restTarget } from '../../rest-target.ts';
import { publicAddress } from '../../service.ts';
import { named, placeOf, transportOf } from '../docker/labels.ts';
import type { KubernetesWhere } from '../settings.ts';
import type { Found } from '../source.ts';

const Texts = z.record(z.string(), z.string()).nullish();
const Metadata = z.looseObject({
  name: z.string().max(253),
  namespace: z.string().max(63),
  labels: Texts,
  annotations: Texts,
});

/** A Service, as the API server lists it. */
export const ClusterService = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    type: z.string().default('ClusterIP'),
    clusterIP: z.string().default('None'),
    ports: z.array(z.looseObject({ name: z.string().default(''), port: z.int().min(1).max(65_535) })).nullish(),
  }),
});
export type ClusterService = z.infer<typeof ClusterService>;

/** A server that ToolHive runs: its operator says where it is reached. */
export const McpServer = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({ transport: z.string().default('') }),
  status: z.looseObject({ url: z.string().max(2000).default('') }).default({ url: '' }),
});
export type McpServer = z.infer<typeof McpServer>;

/** What a thing is called, for people: `service tools/weather`. */
export function originOf(kind: string, { namespace, name }: { namespace: string; name: string }): string {
  return `${kind} ${namespace}/${name}`;
}

/** What is said of it. Names of servers have a slash, which labels may not, so annotations count first. */
export function marksOf({ labels, annotations }: z.infer<typeof Metadata>): Record<string, string> {
  return { ...labels, ...annotations };
}

/** The server behind a Service. Throws when its labels, or its ports, do not say where. */
export function foundService(service: ClusterService, where: Pick<KubernetesWhere, 'address' | 'domain'>): Found {
  const { metadata, spec } = service;
  const marks = marksOf(metadata);
  if (spec.type === 'ExternalName') throw new Error('it leads out of the cluster (ExternalName)');
  const port = portOf(service, marks['mcp.port']);
  const transport = transportOf(marks['mcp.transport'] ?? 'streamable-http');
  const path = marks['mcp.path'] ?? (isRestTransport(transport) ? '' : transport === 'sse' ? '/sse' : '/mcp');
  const url = `${transport === 'websocket' ? 'ws' : 'http'}://${hostOf(service, where)}:${port}${path}`;
  if (!/^(\/|$)/.test(path) || !URL.canParse(url))
    throw new Error(`its mcp.path is ${JSON.stringify(path.slice(0, 200))}`);
  return foundAt(url, {
    transport,
    origin: originOf('service', metadata),
    id: `service-${metadata.namespace}-${metadata.name}`,
    marks,
    otherwise: metadata.name,
  });
}

/** The server of an `MCPServer`. Throws while its operator has not said where it is. */
export function foundMcpServer({ metadata, spec, status: { url } }: McpServer): Found {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new Error('its status has no address yet');
  // ToolHive puts a proxy before servers over stdio, whose own transport the address tells.
  const transport = spec.transport === 'sse' || /\/sse(#|$)/.test(url) ? 'sse' : 'streamable-http';
  const marks = marksOf(metadata);
  return foundAt(url.split('#', 1)[0] ?? url, {
    transport,
    origin: originOf('MCPServer', metadata),
    id: `toolhive-${metadata.namespace}-${metadata.name}`,
    marks,
    otherwise: metadata.name,
  });
}

function foundAt(
  url: string,
  {
    transport,
    origin,
    id,
    marks,
    otherwise,
  }: {
    transport: ReturnType<typeof transportOf>;
    origin: string;
    id: string;
    marks: Record<string, string>;
    otherwise: string;
  },
): Found {
  const http = { url, headers: {}, egress: { any: true } };
  const target = isRestTransport(transport) ? restTarget(transport, http, () => []) : { transport, http };
  const instance = {
    id: id.slice(0, 64),
    transport,
    address: publicAddress(url),
    location: 'remote' as const,
    ...placeOf(marks),
    target,
  };
  return { origin, ...named(marks, otherwise), instances: [instance] };
}

/** The port that is meant: by number or name, else the one called `mcp`, else the only one. */
function portOf({ spec }: ClusterService, said: string | undefined): number {
  const ports = spec.ports ?? [];
  const only = ports.length === 1 ? ports[0] : undefined;
  const meant =
    said === undefined
      ? (ports.find(({ name }) => name === 'mcp') ?? only)
      : ports.find(({ port, name }) => String(port) === said || name === said);
  if (meant) return meant.port;
  if (said !== undefined)
    throw new Error(`it has no port ${JSON.stringify(said.slice(0, 63))}, which its mcp.port names`);
  throw new Error('it has several ports: call one of them mcp, or name it in mcp.port');
}

function hostOf(
  { metadata: { name, namespace }, spec: { clusterIP } }: ClusterService,
  { address, domain }: Pick<KubernetesWhere, 'address' | 'domain'>,
): string {
  if (address === 'name') return `${name}.${namespace}.${domain}`;
  if (clusterIP === 'None' || clusterIP === '') throw new Error('it is headless, and has no address of its own');
  return isIPv6(clusterIP) ? `[${clusterIP}]` : clusterIP;
}
