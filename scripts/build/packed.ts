import { gzip } from '../../catalog/gzip.ts';
import { contentOf, piecesOf } from '../../site/made-file.ts';
import type { BuiltFile } from './built-part.ts';
import type { Batch } from './write-folder.ts';

/** What hosts, proxies and our own commands read from the folder, and what is packed already. */
const PLAIN = new RegExp(
  `^(${[
    '_headers|_redirects|nginx(-packed)?\\.conf',
    'snapshot/.*|status/(runs\\.json|shards/.*)',
    'bundle\\.[0-9a-f]+\\.json\\.gz|og\\.png',
  ].join('|')})$`,
);

/** Where a file of a packed build lies, by the path that it is asked for by. */
export function packedPath(path: string): string {
  return PLAIN.test(path) ? path : `${path}.gz`;
}

/** The files of a build in gzip, and only so: a third of the bytes, for hosts that send them as they lie there. */
export async function* packedBatches(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    if ('kept' in batch) yield batch;
    else yield { files: packedFiles(batch.files), gone: batch.gone?.map(packedPath) ?? [] };
  }
}

function* packedFiles(files: Iterable<BuiltFile>): Generator<BuiltFile> {
  for (const file of files) {
    const [path] = file;
    const packed = packedPath(path);
    const pieces = piecesOf(contentOf(file));
    yield [packed, packed === path ? pieces : gzip(Buffer.concat(pieces), 'fast')];
  }
}
