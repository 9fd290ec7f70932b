import { type NamedServer, shardOf } from '../names.ts';

const shards = new Map<string, Promise<NamedServer[]>>();

/** The servers whose name or title begins with the same letter as a text; none where no file of names is. */
export function namesLike(text: string, root: string): Promise<NamedServer[]> {
  const shard = shardOf(text);
  const found = shards.get(shard) ?? load(`${root}names/${shard}.json`);
  shards.set(shard, found);
  return found;
}

async function load(address: string): Promise<NamedServer[]> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return [];
  const { servers }: { servers: NamedServer[] } = await response.json();
  return servers;
}
