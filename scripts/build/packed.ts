import { gzip } from '../../catalog/gzip.ts';
import { contentOf, piecesOf } from '../../site/made-file.ts';
import type { BuiltFile } from './built-part.ts';
import type { Batch } from './write-folder.ts';

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

/** The files of a build in gzip, and only so: two fifths of the bytes, for hosts that send them as they lie there. */
export async function* packedBatches(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    if ('kept' in batch) yield batch;
    else yield { files: packedFiles(batch.files), gone: batch.gone?.map(packedPath) ?? [] };
  }
}

/** A file that is as the one before, as the latest version is as its number, is packed once. */
function* packedFiles(files: Iterable<BuiltFile>): Generator<BuiltFile> {
  let last: { bytes: Uint8Array; packed: Buffer } | null = null;
  for (const file of files) {
    const [path] = file;
    const [pieces, target] = [piecesOf(contentOf(file)), packedPath(path)];
    if (target === path) yield [path, pieces];
    else {
      const bytes = wholeOf(pieces);
      if (!last || Buffer.compare(last.bytes, bytes) !== 0) last = { bytes, packed: gzip(bytes, 'fast') };
      yield [target, last.packed];
    }
  }
}

function wholeOf(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  return first && pieces.length === 1 ? first : Buffer.concat(pieces);
}
