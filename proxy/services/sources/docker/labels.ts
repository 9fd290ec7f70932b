import type { InstanceSpec } from '../../service.ts';
import { nameOrSlug, slugOf } from '../slug.ts';
import { type Found, plainServer } from '../source.ts';

/** The label by which an image says whose it is (the official registry's proof of an OCI package). */
export const SERVER_NAME_LABEL = 'io.modelcontextprotocol.server.name';

/** What labels say of a server: its name, else the one given here, and what the image's publisher says of it. */
export function named(labels: Record<string, string>, otherwise: string): Pick<Found, 'slug' | 'server' | 'variables'> {
  // In a cluster the mere label may be enough.
  const name = labels['mcp.name'] || labels[SERVER_NAME_LABEL] || otherwise;
  const description = labels['org.opencontainers.image.description'] ?? '';
  const version = labels['org.opencontainers.image.version'] ?? '0.0.0';
  const slug = slugOf(name.split('/').at(-1) ?? name);
  return { slug, server: plainServer(nameOrSlug(name), { description, version }), variables: [] };
}

/** Its share of the calls, and where it stands, if labels say so. */
export function placeOf({
  'mcp.weight': weight,
  'mcp.zone': zone,
}: Record<string, string>): Pick<InstanceSpec, 'weight' | 'zone'> {
  const share = Number(weight);
  return { ...(share > 0 && share <= 1000 ? { weight: share } : {}), ...(zone === undefined ? {} : { zone }) };
}

const TRANSPORTS = ['streamable-http', 'sse', 'websocket', 'openapi', 'rest'] as const;

/** How a label says that a server is spoken to. Throws for any other word. */
export function transportOf(label: string): (typeof TRANSPORTS)[number] {
  const found = TRANSPORTS.find((transport) => transport === label);
  if (!found) throw new Error(`its label mcp.transport is ${JSON.stringify(label)}: one of ${TRANSPORTS.join(', ')}`);
  return found;
}
