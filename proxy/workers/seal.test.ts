import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Seal } from './seal.ts';

const key = randomBytes(32);
const seal = new Seal(key);

describe('a sealed id', () => {
  it.each([0, 1, 7, 65_536, 2 ** 32 - 1])('tells whoever has the key that %i has it', (owner) => {
    const id = seal.newId('session', owner);
    expect([seal.ownerOf('session', id), new Seal(key).ownerOf('session', id)]).toEqual([owner, owner]);
  });

  it('is always as long, of characters that need no quoting, and never the same', () => {
    const ids = Array.from({ length: 500 }, (_, at) => seal.newId('parked', at));
    expect(ids.filter((id) => !/^[A-Za-z0-9_-]{64}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(500);
  });

  it('is good for one kind of thing alone', () => {
    const id = seal.newId('session', 1);
    expect([seal.ownerOf('parked', id), seal.ownerOf('stream', id), seal.ownerOf('session', id)]).toEqual([
      null,
      null,
      1,
    ]);
  });

  it('is nobody’s when it was sealed with another key, or a character is another', () => {
    const id = seal.newId('session', 1);
    const changed = Array.from(id, (char, at) => `${id.slice(0, at)}${char === 'A' ? 'B' : 'A'}${id.slice(at + 1)}`);
    const forged = [new Seal(randomBytes(32)).newId('session', 1), ...changed];
    expect(forged.filter((each) => seal.ownerOf('session', each) !== null)).toEqual([]);
  });

  it.each(['', 'x', 'A'.repeat(63), 'A'.repeat(65), 'A'.repeat(64), `${'A'.repeat(63)}=`, '💥'.repeat(32)])(
    'is not %j',
    (id) => {
      expect(seal.ownerOf('session', id)).toBeNull();
    },
  );
});
