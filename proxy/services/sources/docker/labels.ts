import type { InstanceSpec } from '../../service.ts';
import { nameOrSlug, slugOf } from '../slug.ts';
import { type Found, plainServer } from '../source.ts';

/** What labels say of a server: its name, else the one given here, and what the image's publisher says of it. */
export function named(labels: Record<string, string>, otherwise: string): Pick<Found, 'slug' | 'server' | 'variables'> {
  const { 'mcp.name': name = otherwise } = labels;
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
