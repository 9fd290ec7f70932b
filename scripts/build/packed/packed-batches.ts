import { contentOf, lengthOf, piecesOf } from '../../../site/made-file.ts';
import type { BuiltFile } from '../built-part.ts';
import type { Batch } from '../write-folder.ts';
import type { Block } from './block.ts';
import { Packer } from './packer.ts';

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

/** How many blocks may wait to be packed. */
const AHEAD = 4;

/**
 * The files of a build in gzip, and only so: two fifths of the bytes, for hosts that send them as they lie there. Those that stay plain
 * may come a few blocks earlier than they would.
 */
export async function* packedBatches(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  await using packer = new Packer();
  const coming: Promise<Batch>[] = [];
  let [block, paths]: [Block, string[]] = [packer.block(), []];
  for await (const { files = [], gone = [], kept = 0 } of batches) {
    const plain: BuiltFile[] = [];
    for (const file of files) {
      const [path, pieces] = [file[0], piecesOf(contentOf(file))];
      const [target, length] = [packedPath(path), lengthOf(pieces)];
      if (target === path) plain.push([path, pieces]);
      else {
        if (!block.hasRoomFor(length)) {
          coming.push(packedBatch(packer, block, paths));
          [block, paths] = [packer.block(length), []];
        }
        block.add(pieces);
        paths.push(target);
      }
    }
    yield { files: plain, gone: gone.map(packedPath), kept };
    yield* shortened(coming, AHEAD);
  }
  coming.push(packedBatch(packer, block, paths));
  yield* shortened(coming, 0);
}

function packedBatch(packer: Packer, block: Block, paths: string[]): Promise<Batch> {
  const batch = packer
    .pack(block)
    .then((packed) => ({ files: packed.map((bytes, index): BuiltFile => [paths[index] ?? '', bytes]) }));
  // Whoever waits for the first is told where the packer fails.
  batch.catch(() => undefined);
  return batch;
}

/** The first of a queue, until no more than so many wait in it. */
async function* shortened(queue: Promise<Batch>[], length: number): AsyncGenerator<Batch> {
  for (const batch of queue.splice(0, queue.length - length)) yield await batch;
}
