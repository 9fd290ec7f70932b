import { EXIT, UserError } from '../command.ts';
import { SHARDS, shardOf } from '../status/shard-of.ts';

/** Whether a server falls to one of several jobs that look at all of them together. */
export type Part = (server: string) => boolean;

/** `2/4` is the second of four jobs: the servers whose shard, modulo 4, is 1. Throws `UserError` for what is no such part. */
export function partOf(text: string): Part {
  const [, part, of] = /^(\d{1,2})\/(\d{1,2})$/.exec(text)?.map(Number) ?? [];
  if (part === undefined || of === undefined || part < 1 || part > of || of > SHARDS) {
    throw new UserError(`${JSON.stringify(text)} is no part such as 2/4, of at most ${SHARDS}`, {
      exitCode: EXIT.misuse,
    });
  }
  return (server) => shardOf(server) % of === part - 1;
}
