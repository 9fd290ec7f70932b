import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import type { Kept } from './affinity.ts';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const OWNER = 4;
const RANDOM = 16;
const TAG = 16;
const LENGTH = NONCE + OWNER + RANDOM + TAG;

/** Ids that were read lately: a session's is read with every request. */
const REMEMBERED = 10_000;

/**
 * Ids that say who has what they name, to those who know the key alone: 64 characters (base64url), encrypted and
 * authenticated, so that nobody learns from one how many of us there are, nor makes one up.
 */
export class Seal {
  readonly #key: Buffer;
  readonly #read = new Map<string, number>();

  /** The key has 32 bytes. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** A new id for something of this kind that `owner` has. */
  newId(kind: Kept, owner: number): string {
    const said = Buffer.alloc(OWNER + RANDOM);
    said.writeUInt32BE(owner);
    randomFillSync(said, OWNER);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(Buffer.from(kind));
    return Buffer.concat([nonce, cipher.update(said), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** Who has it; null when this is no id of ours for something of this kind. */
  ownerOf(kind: Kept, id: string): number | null {
    const key = `${kind} ${id}`;
    const owner = this.#read.get(key) ?? this.#open(kind, id);
    if (owner === null) return null;
    this.#read.delete(key);
    this.#read.set(key, owner);
    const [oldest] = this.#read.keys();
    if (this.#read.size > REMEMBERED && oldest !== undefined) this.#read.delete(oldest);
    return owner;
  }

  #open(kind: Kept, id: string): number | null {
    if (!/^[\w-]{64}$/.test(id)) return null;
    const bytes = Buffer.from(id, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(kind))
      .setAuthTag(bytes.subarray(LENGTH - TAG));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE, LENGTH - TAG)), decipher.final()]).readUInt32BE();
    } catch {
      return null;
    }
  }
}
