import type { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import type { ProxyConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { operatorEgress, publisherEgress } from '../../services/egress.ts';
import type { MemoryStore } from '../memory/store.ts';
import type { Publishing } from './publishing.ts';
import type { PublishingSettings } from './settings.ts';

/** Makes what publishes, of what the registry tells of without it; undefined where nothing is published over the API. */
export async function loadPublishing(
  settings: PublishingSettings | null | undefined,
  { store, log, ...ways }: { store: MemoryStore | null; log: Log; config: Pick<ProxyConfig, 'egress'>; folder: string },
): Promise<((state: { readonly snapshot: SnapshotIndex }) => Publishing) | undefined> {
  if (!settings) return undefined;
  // Few proxies have a use for all this: the others start without.
  const [{ Publishing: Made }, { proofsBy }, { targetOf }, { packageProver }] = await Promise.all([
    import('./publishing.ts'),
    import('./proofs-by.ts'),
    import('./target-of.ts'),
    import('./packages.ts'),
  ]);
  const egress = publisherEgress(ways);
  const parts = {
    proofs: proofsBy(settings, { http: { egress }, egress: operatorEgress(ways) }),
    target: targetOf(settings, store),
    provePackages: settings.packageProof ? packageProver(egress) : null,
  };
  return (state) => new Made({ settings, ...parts, state, log });
}
