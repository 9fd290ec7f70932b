import { contentOf, lengthOf, piecesOf } from '../../../site/made-file.ts';
import type { BuiltFile } from '../built-part.ts';
import type { Batch } from '../write-folder.ts';
import { Packer } from './packer.ts';
import { AT_ONCE } from './texts.ts';

/** What hosts, proxies and our own commands read from the folder, what is packed already, and what is too short to be worth it. */
const PLAIN = new RegExp(
  `^(${[
    '_headers|_redirects|nginx(-packed)?\\.conf',
    'snapshot/.*|status/(runs\\.json|shards/.*)',
    'bundle\\.[0-9a-f]+\\.json\\.gz|og\\.png',
    'badges/.*|status/servers/.*',
  ].join('|')})$`,
);

/** Where a file of a packed build lies, by the path that it is asked for by. */
export function packedPath(path: string): string {
  return PLAIN.test(path) ? path : `${path}.gz`;
}

/** How many times `AT_ONCE` bytes may wait to be packed. */
const AHEAD = 4;

/** The files of a build in gzip, and only so: two fifths of the bytes, for hosts that send them as they lie there. */
export async function* packedBatches(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  await using packer = new Packer();
  const coming: Promise<Batch>[] = [];
  for await (const batch of joinedBatches(batches)) {
    const packed = packedBatch(batch, packer);
    // Whoever waits for the first is told where the packer fails.
    packed.catch(() => undefined);
    coming.push(packed);
    const next = coming.length > AHEAD && coming.shift();
    if (next) yield await next;
  }
  for (const packed of coming) yield await packed;
}

interface Joined {
  files: { path: string; pieces: readonly Uint8Array[] }[];
  gone: string[];
  kept: number;
}

/** Batches joined until they hold as many bytes as are packed at once. */
async function* joinedBatches(batches: AsyncIterable<Batch>): AsyncGenerator<Joined> {
  let [joined, bytes]: [Joined, number] = [none(), 0];
  for await (const { files = [], gone = [], kept = 0 } of batches) {
    for (const file of files) {
      const pieces = piecesOf(contentOf(file));
      joined.files.push({ path: file[0], pieces });
      bytes += lengthOf(pieces);
    }
    joined.gone.push(...gone);
    joined.kept += kept;
    if (bytes < AT_ONCE) continue;
    yield joined;
    [joined, bytes] = [none(), 0];
  }
  yield joined;
}

function none(): Joined {
  return { files: [], gone: [], kept: 0 };
}

async function packedBatch({ files, gone, kept }: Joined, packer: Packer): Promise<Batch> {
  const toPack = files.filter(({ path }) => packedPath(path) !== path);
  const packed = await packer.pack(toPack.map(({ pieces }) => pieces));
  const contents = new Map(toPack.map(({ path }, index) => [path, packed[index]]));
  return {
    files: files.map(({ path, pieces }): BuiltFile => [packedPath(path), contents.get(path) ?? pieces]),
    gone: gone.map(packedPath),
    kept,
  };
}
