import { type NamedServer, ownName, shardOf } from '../names.ts';
import { type FileMaker, json } from './file-maker.ts';

/**
 * The names of all servers in small files, for pages that look for a name: a server is in the file of the first letter of
 * its own name, and in that of its title.
 */
export const names: FileMaker = function* ({ cards }) {
  const shards = new Map<string, NamedServer[]>();
  for (const { id, title } of cards) {
    for (const shard of new Set([shardOf(ownName(id)), shardOf(title)])) {
      const others = shards.get(shard);
      if (others) others.push([id, title]);
      else shards.set(shard, [[id, title]]);
    }
  }
  for (const [shard, servers] of [...shards].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield [`names/${shard}.json`, () => json({ schemaVersion: 1, servers }), servers.flat()];
  }
};
