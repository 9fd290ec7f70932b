import { describe, expect, it } from 'vitest';
import { shardOf } from '../status/shard-of.ts';
import { partOf } from './part.ts';

const servers = Array.from({ length: 500 }, (_none, index) => `com.example/server-${index}`);

describe('a part of the servers', () => {
  it('is the second of four where the shard, modulo 4, is 1', () => {
    expect(servers.filter(partOf('2/4'))).toEqual(servers.filter((server) => shardOf(server) % 4 === 1));
  });

  it.each([1, 3, 4, 64])('has each server in exactly one of %d', (of) => {
    const parts = Array.from({ length: of }, (_none, index) => partOf(`${index + 1}/${of}`));
    expect(servers.filter((server) => parts.filter((part) => part(server)).length !== 1)).toEqual([]);
  });

  it.each(['', '0/4', '5/4', '1/65', '2', '1/0', '-1/4', '1/4/2', 'a/b', '1.5/4'])('is not %j', (text) => {
    expect(() => partOf(text)).toThrow(`${JSON.stringify(text)} is no part such as 2/4, of at most 64`);
  });
});
