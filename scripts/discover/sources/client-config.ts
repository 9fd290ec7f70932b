import { readConfig } from '../../../proxy/services/sources/client-configs/read-configs.ts';
import { configFiles } from '../../../proxy/services/sources/client-configs.ts';
import { shownPath } from '../shown-path.ts';
import type { Source } from '../source.ts';
import { describedBundle, describedServer } from './client-config/described-server.ts';

/** The configurations of MCP clients in the home folder, and those that the proxy's configuration names. */
export const clientConfig: Source = {
  name: 'client-config',
  reach: 'near',
  async *find({ config, folder, env, home, now, signal, fault }) {
    const { clientConfigs: named, limits } = config.sources;
    const places = named === 'user' ? (['user'] as const) : (['user', named] as const);
    const seen = new Set<string>();
    for (const where of places) {
      const { files, faults } = await configFiles(where, { folder, env, home });
      for (const { origin } of faults) fault(shownPath(origin, home), 'there is no such file or folder');
      for (const file of files) {
        signal.throwIfAborted();
        if (seen.has(file.path)) continue;
        seen.add(file.path);
        const { listed, manifest, faults: wrong } = await readConfig(file, { maxBytes: limits.configBytes });
        const shown = shownPath(file.path, home);
        for (const message of wrong) fault(shown, message.slice(file.path.length).replace(/^:\s*/, ''));
        const said = { source: 'client-config', at: now().toISOString() } as const;
        if (manifest && listed.length > 0) yield { ...said, where: shown, ...describedBundle(manifest) };
        else for (const each of listed) yield { ...said, where: `${shown}:${each.at()}`, ...describedServer(each) };
      }
    }
  },
};
