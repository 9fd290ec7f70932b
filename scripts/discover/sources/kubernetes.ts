import { readKubernetes } from '../../../proxy/services/sources/kubernetes.ts';
import { nameOfLocal } from '../derived-name.ts';
import type { Source } from '../source.ts';

/** Services of the cluster that the proxy's configuration names. They are reached from within it, so they stay local. */
export const kubernetes: Source = {
  name: 'kubernetes',
  reach: 'near',
  async *find({ config, folder, env, signal, now, fault }) {
    const { kubernetes: where, limits } = config.sources;
    if (!where) return;
    const until = AbortSignal.any([signal, AbortSignal.timeout(limits.timeoutMs)]);
    const { found, faults } = await readKubernetes(where, { config, folder, env }, until);
    for (const { origin, message } of faults) fault(origin, message.replace(`${origin}: `, ''));
    for (const { origin, slug, server } of found) {
      const { name, description, version } = server;
      const isNamed = name.includes('/');
      yield {
        ...{ source: 'kubernetes', where: origin, at: now().toISOString() },
        server: {
          name: isNamed ? name : nameOfLocal(slug),
          ...(description === '' ? {} : { description }),
          ...(version === '0.0.0' ? {} : { version }),
        },
        ...(isNamed
          ? { nameOrigin: 'publisher', evidence: 'claimed' }
          : { nameOrigin: 'derived', evidence: 'guessed' }),
        isLocal: true,
      };
    }
  },
};
