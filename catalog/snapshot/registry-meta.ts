import * as z from 'zod';
import type { Registry } from '../registry.ts';
import { Drift, Health, Reason } from '../status/status.ts';
import { badgePath, serverPath, siteAddress, statusPath } from '../urls.ts';
import type { SnapshotEntry } from './snapshot.ts';

/**
 * What this registry adds to a server in the registry API, beside the official block of `_meta`. Null is what is not known.
 * `uptime30d` is `[up, counted]`, `latencyMs` of the last 24 hours; `drift` is how the tools differ from the reviewed ones.
 * `page`, `status` and `badge` are addresses on the registry's site.
 */
export const RegistryMeta = z.strictObject({
  alias: z.string().nullable(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  health: Health,
  reason: Reason,
  since: z.iso.datetime().nullable(),
  checkedAt: z.iso.datetime().nullable(),
  uptime30d: z.tuple([z.int(), z.int()]).nullable(),
  latencyMs: z.strictObject({ p50: z.number(), p95: z.number() }).nullable(),
  tools: z.strictObject({ count: z.int(), setHash: z.string(), source: z.enum(['lock', 'look']) }).nullable(),
  drift: Drift.nullable(),
  page: z.url(),
  status: z.url(),
  badge: z.url(),
});
export type RegistryMeta = z.infer<typeof RegistryMeta>;

/** The key of our block: below our own reverse domain, as `_meta` keys are named. */
export function registryMetaKey({ id }: Pick<Registry, 'id'>): string {
  return `${id}/entry`;
}

/** Our block of `_meta`, under its key. Pure. */
export function registryMeta(
  { name, alias, listing: { categories, tags }, tools, status }: SnapshotEntry,
  registry: Pick<Registry, 'id' | 'siteUrl'>,
): Record<string, RegistryMeta> {
  const at = (path: string) => siteAddress(registry.siteUrl, path);
  return {
    [registryMetaKey(registry)]: {
      alias,
      categories,
      tags,
      health: status?.health ?? 'unknown',
      reason: status?.reason ?? 'never-checked',
      since: status?.since ?? null,
      checkedAt: status?.checkedAt ?? null,
      uptime30d: status?.uptime['30d'] ?? null,
      latencyMs: status?.latencyMs ?? null,
      tools: tools && { count: tools.tools.length, setHash: tools.setHash, source: tools.source },
      drift: status?.tools?.drift ?? null,
      page: at(serverPath(name)),
      status: at(statusPath(name)),
      badge: at(badgePath(name)),
    },
  };
}
