import * as z from 'zod';
import { ProxyConfig } from '../config.ts';
import { PublishingSettings } from '../registry/publishing/settings.ts';
import { RegistrySettings, Store } from '../registry/settings.ts';

/** What a worker is to serve, as a proxy that serves alone is told; where is the primary's business. */
export const Served = z.strictObject({
  config: ProxyConfig,
  folder: z.string(),
  file: z.string().optional(),
  snapshotAt: z.string().optional(),
  site: z.string().nullable(),
  registry: z
    .strictObject({ settings: RegistrySettings, store: Store, publishing: PublishingSettings.nullable().optional() })
    .optional(),
  logLevel: z.string().optional(),
});
export type Served = z.infer<typeof Served>;

/**
 * What the primary says to a worker. The key goes no other way: whatever is on a command line can be read by others. With
 * a `connection` comes its socket; `first` is what was read of it, as base64.
 */
export const ToWorker = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('serve'), key: z.string(), sockets: z.string(), served: Served }),
  z.strictObject({ type: z.literal('connection'), first: z.string() }),
  z.strictObject({ type: z.literal('stop'), drainMs: z.int() }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** What a worker says to the primary: it is there, it serves, it has checked all once, it takes no more; or why it cannot. */
export const FromWorker = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('started') }),
  z.strictObject({ type: z.literal('serving') }),
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('leaving') }),
  z.strictObject({ type: z.literal('failed'), message: z.string() }),
]);
export type FromWorker = z.infer<typeof FromWorker>;
