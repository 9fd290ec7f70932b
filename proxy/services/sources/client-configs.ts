import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { operatorEgress } from '../egress.ts';
import { isSame } from '../same.ts';
import { type ConfigFile, namedFiles, userFiles } from './client-configs/config-files.ts';
import { foundOf, STARTED_BY_A_PROXY } from './client-configs/listed-found.ts';
import { readConfig } from './client-configs/read-configs.ts';
import { slugOf } from './slug.ts';
import type { Around, Found, Reading, Source } from './source.ts';

/** The servers that MCP clients list in their configurations: Claude Desktop, VS Code, Cursor and the rest of `clients.ts`. */
export const clientConfigs: Source = {
  kind: 'client-configs',
  places: (around) => {
    const { clientConfigs: where, refresh } = around.config.sources;
    // A client may list this very proxy: one that was started from such a list does not follow it again.
    if (where.length === 0 || around.env[STARTED_BY_A_PROXY] !== undefined) return [];
    const everyMs = refresh.clientConfigsMs;
    return [{ name: 'client configurations', everyMs, read: () => readClientConfigs(where, around) }];
  },
};

/** Reads every configuration that is named; with `user`, those of all known clients in the home folder. One that is broken spoils no other. */
export async function readClientConfigs(
  where: 'user' | readonly string[],
  { config, folder, env, home = homedir() }: Around & { home?: string },
): Promise<Reading> {
  const { files, faults } = await configFiles(where, { folder, env, home });
  const egress = operatorEgress({ config, folder, env });
  const found: Found[] = [];
  for (const file of files) {
    const { listed, faults: wrong } = await readConfig(file, { maxBytes: config.sources.limits.configBytes });
    faults.push(...wrong.map((message) => ({ origin: file.path, message })));
    for (const each of listed) {
      const id = `config-${slugOf(each.key)}`;
      const names = { origin: file.path, file: basename(file.path), folder: file.folder, id };
      const one = foundOf(each, { ...names, env, egress, home });
      found.push(marked(one));
    }
  }
  return {
    found: found.filter((one, index) => !found.slice(0, index).some((other) => isSameServer(one, other))),
    faults,
  };
}

/** The configurations that are there. What was named and is not there is a fault. */
export async function configFiles(
  where: 'user' | readonly string[],
  { folder, env, home }: Pick<Around, 'folder' | 'env'> & { home: string },
): Promise<{ files: ConfigFile[]; faults: Reading['faults'] }> {
  const faults: Reading['faults'] = [];
  if (where === 'user') return { files: await userFiles({ home, env }), faults };
  const files = where.map((path) => {
    const origin = resolve(folder, path);
    return namedFiles(origin).catch(() => {
      faults.push({ origin, message: `${origin}: there is no such file or folder` });
      return [];
    });
  });
  return { files: (await Promise.all(files)).flat(), faults };
}

/** Several clients list the same server the same way: one process is enough. */
function isSameServer(one: Found, other: Found): boolean {
  const targets = ({ instances }: Found) => instances.map(({ target }) => target);
  return one.server.name === other.server.name && isSame(targets(one), targets(other));
}

function marked(found: Found): Found {
  const instances = found.instances.map((instance) => {
    const { target } = instance;
    if (!('command' in target)) return instance;
    const env = { ...target.command.env, [STARTED_BY_A_PROXY]: 'client-configs' };
    return { ...instance, target: { ...target, command: { ...target.command, env } } };
  });
  return { ...found, instances };
}
