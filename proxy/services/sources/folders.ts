import { resolve } from 'node:path';
import type { Source } from './source.ts';

/** Local folders: each subfolder is a server, by what lies in it. The folder itself may be one, too. */
export const folders: Source = {
  kind: 'folders',
  places: ({ config, folder, env }) =>
    config.sources.folders.map((path) => ({
      name: `folder ${path}`,
      everyMs: config.sources.refresh.foldersMs,
      read: async () => {
        // Loaded on first use: most have no such folder, and none need wait for its readers.
        const { readFolders } = await import('./folders/read-folders.ts');
        return readFolders(resolve(folder, path), { config, env });
      },
    })),
};
