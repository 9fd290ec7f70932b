import { joinedGzip, pieceOf } from '../../catalog/gzip.ts';
import type { ServerRow } from '../../catalog/snapshot/server-row.ts';
import { chunks } from '../chunks.ts';
import { hashedFiles } from '../hashed-file.ts';
import type { MadeFile } from '../made-file.ts';
import { onceForAll } from '../once-for.ts';

/** Enough to compress well, few enough to be packed anew for one of them. */
const ROWS_A_PIECE = 64;
/** Of what is in it, in its name. */
const DIGITS = 12;

const START = pieceOf([Buffer.from('{"schemaVersion":1,"servers":[\n')]);
const COMMA = Buffer.from(',\n');
const BETWEEN = pieceOf([COMMA]);
const END = pieceOf([Buffer.from('\n]}\n')]);

/** All that the registry API says, in one file: a line for each version of each server. */
export function bundleOf(rows: readonly ServerRow[]): MadeFile {
  return bundleFile(rows, (hash) => `bundle.${hash}.json.gz`);
}

const bundleFile = hashedFiles(DIGITS, (rows: readonly ServerRow[]) => {
  const pieces = chunks(rows, ROWS_A_PIECE).flatMap((some, at) => [at === 0 ? START : BETWEEN, linesOf(some)]);
  return joinedGzip([...(pieces.length === 0 ? [START] : pieces), END]);
});

const linesOf = onceForAll((rows: readonly ServerRow[]) =>
  pieceOf(rows.flatMap(({ response }, at) => (at === 0 ? [response] : [COMMA, response]))),
);
