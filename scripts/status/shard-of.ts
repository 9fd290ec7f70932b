import { createHash } from 'node:crypto';

/** How many shards there are: few enough to fetch one by one, enough that a look changes little. */
export const SHARDS = 64;

/** The shard of a server: the first byte of SHA-256 of its name, modulo 64. */
export function shardOf(server: string): number {
  return (createHash('sha256').update(server).digest()[0] ?? 0) % SHARDS;
}
