import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Agent, interceptors } from 'undici';
import { isObject } from '../../catalog/json/json.ts';
import { type Egress, guardedConnector } from '../../catalog/net/connector.ts';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';

/** A file, and the tag of what was read, where its host gives one. */
interface Tagged {
  bytes: Buffer;
  etag: string;
}

/** Reads a file; null when it still is the one with this tag. */
type ReadFile = (path: string, signal: AbortSignal, etag?: string) => Promise<Tagged | null>;

/**
 * Reads the snapshot in a folder or below a URL, again and again: what has not changed is not read, and what does not fit
 * its manifest, or is too long, is not taken in.
 */
export class SnapshotReader {
  readonly #read: ReadFile;
  readonly #maxBytes: number;
  /** What somebody else has read before: it need not be read again. */
  readonly #given: SnapshotIndex | null;
  /** What was taken in last, and the manifest that it was read by. */
  #known: { index: SnapshotIndex; manifest: Tagged } | null = null;

  /** `where` is an http(s) URL, or a folder that starts from `folder`. */
  constructor(
    where: string,
    {
      folder,
      maxBytes,
      known = null,
      egress = { any: true },
    }: { folder: string; maxBytes: number; known?: SnapshotIndex | null; egress?: Egress },
  ) {
    this.#given = known;
    this.#read = isUrl(where) ? belowUrl(where, maxBytes, egress) : inFolder(resolve(folder, where));
    this.#maxBytes = maxBytes;
  }

  /** The snapshot as it is now: the very same object as before when nothing has changed. Throws when it cannot be read. */
  async read(signal: AbortSignal = AbortSignal.timeout(60_000)): Promise<SnapshotIndex> {
    const known = this.#known;
    const manifest = await this.#read('manifest.json', signal, known?.manifest.etag);
    if (known && (!manifest || known.manifest.bytes.equals(manifest.bytes))) return known.index;
    if (!manifest) throw new Error('manifest.json has not changed, and was never read');
    if (this.#given && idOf(manifest) === this.#given.manifest.id) {
      this.#known = { index: this.#given, manifest };
      return this.#given;
    }
    let left = this.#maxBytes;
    const index = await SnapshotIndex.read(async (path) => {
      const { bytes } = path === 'manifest.json' ? manifest : ((await this.#read(path, signal)) ?? NOTHING);
      left -= bytes.length;
      if (left < 0) throw new Error(`the snapshot is longer than ${this.#maxBytes} bytes`);
      return bytes;
    });
    this.#known = { index, manifest };
    return index;
  }
}

/** A snapshot's id changes with any byte of it. */
function idOf({ bytes }: Tagged): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? value.id : undefined;
  } catch {
    return undefined;
  }
}

const NOTHING: Tagged = { bytes: Buffer.alloc(0), etag: '' };

/** Whether a snapshot is read by HTTP. */
export function isUrl(where: string): boolean {
  return /^https?:\/\//.test(where);
}

function inFolder(folder: string): ReadFile {
  return async (path, signal) => ({ bytes: await readFile(join(folder, path), { signal }), etag: '' });
}

/** Files below a URL, asked for by the tag of what is known, so that an unchanged one costs next to nothing. */
function belowUrl(base: string, maxBytes: number, egress: Egress): ReadFile {
  const agent = new Agent({ connections: 4, connect: guardedConnector(egress) }).compose(
    interceptors.redirect({ maxRedirections: 5 }),
  );
  const { origin, pathname, search } = new URL(base);
  return async (path, signal, etag = '') => {
    const { statusCode, headers, body } = await agent.request({
      origin,
      path: `${pathname.replace(/\/+$/, '')}/${path}${search}`,
      method: 'GET',
      headers: { accept: 'application/json, */*', ...(etag === '' ? {} : { 'if-none-match': etag }) },
      signal,
    });
    if (statusCode === 200)
      return { bytes: await whole(body, maxBytes), etag: typeof headers.etag === 'string' ? headers.etag : '' };
    await body.dump();
    if (statusCode === 304 && etag !== '') return null;
    throw new Error(`${path} was answered with ${statusCode}`);
  };
}

async function whole(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
