import { extname } from 'node:path';
import { haveSame } from '../../catalog/have-same.ts';
import { ownBytes } from '../../catalog/own-bytes.ts';
import { sha256 } from '../../site/hashed-file.ts';
import { contentOf, lengthOf } from '../../site/made-file.ts';
import type { Known, Parts } from './build-memory.ts';
import type { BuiltFile, BuiltParts } from './built-part.ts';
import { Scratch } from './scratch.ts';
import type { Batch } from './write-folder.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.gz': 'application/gzip',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.xml': 'application/xml',
  '.rss': 'application/rss+xml',
  '.atom': 'application/atom+xml',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.conf': 'text/plain',
};

/**
 * The parts of a build, and after them `manifest.json`: every file but itself, with its length, its SHA-256 and its media
 * type, and the commit of the catalog that it was made of. Who trusts this one file can check all others. What was in the build
 * `before` is not made again, and of what is, only the files that come out otherwise have to be written; `after` takes up this one.
 * The bytes of a batch hold until the next is asked for.
 */
export async function* withManifest(
  parts: BuiltParts,
  commit: string | null,
  { before = new Map(), after = new Map() }: { before?: Parts; after?: Parts } = {},
): AsyncGenerator<Batch> {
  const scratch = new Scratch();
  let kept = 0;
  for (const coming of parts) {
    const part = coming instanceof Promise ? await coming : coming;
    const known = before.get(part.name);
    if (known && part.from && known.from && haveSame(known.from, part.from)) {
      after.set(part.name, known);
      kept += known.count;
      if (kept >= KEPT_AT_ONCE) {
        yield { kept };
        kept = 0;
      }
    } else {
      scratch.reuse();
      const made = Array.from(part.files(), (file) => described(file, scratch));
      after.set(part.name, { from: part.from, count: made.length, lines: linesOf(made, known) });
      yield changes(made, known);
    }
  }
  yield { kept };
  yield manifestOf(commit, { before, after });
  const gone = [...before].filter(([name]) => !after.has(name));
  yield { gone: gone.flatMap(([, part]) => linesIn(part).map(pathOf)) };
}

const MANIFEST = 'manifest.json';
/** How many files are told of at once that stay as they are. */
const KEPT_AT_ONCE = 1000;

/** The manifest itself, which is long: it is not made where it would come out as before. */
function manifestOf(commit: string | null, { before, after }: { before: Parts; after: Parts }): Batch {
  const parts = [...after.values()].map(({ lines }) => lines);
  const from = [commit, ...parts];
  const known = before.get(MANIFEST);
  after.set(MANIFEST, { from, count: 1, lines: NONE });
  if (known?.from && haveSame(known.from, from)) return { kept: 1 };
  const head = Buffer.from(`{"schemaVersion":1,"commit":${JSON.stringify(commit)},"files":[\n`);
  const last = parts.pop() ?? NONE;
  return { files: [[MANIFEST, [head, ...parts, last.subarray(0, -SEPARATOR.length), Buffer.from('\n]}\n')]]] };
}

const NONE = Buffer.of();
const SEPARATOR = ',\n';

interface Described {
  path: string;
  pieces: readonly Uint8Array[];
  line: string;
}

/** What the manifest says of files; the very bytes of last time where they are equal. */
function linesOf(made: Described[], known: Known | undefined): Buffer {
  const lines = ownBytes(made.map(({ line }) => line + SEPARATOR).join(''));
  return known?.lines.equals(lines) ? known.lines : lines;
}

/** The same, a line for each file. Line ends in paths are escaped. */
function linesIn({ lines }: Known): string[] {
  return lines.toString('utf8').split(SEPARATOR).slice(0, -1);
}

/** A file, made, with its line. Text is turned into bytes once, for its length, its hash and the disk. */
function described(file: BuiltFile, scratch: Scratch): Described {
  const [path] = file;
  const pieces = scratch.bytesOf(contentOf(file));
  const bytes = lengthOf(pieces);
  return { path, pieces, line: JSON.stringify({ path, bytes, sha256: sha256(pieces), type: typeOf(path) }) };
}

/** What is to be written of a part, and deleted, where an earlier build has written it. */
function changes(made: Described[], known: Known | undefined): Batch {
  const before = known ? linesIn(known) : [];
  const old = new Set(before);
  const files = made.filter(({ line }) => !old.has(line));
  const paths = new Set(made.map(({ path }) => path));
  const gone = before.map(pathOf).filter((path) => !paths.has(path));
  return { files: files.map(({ path, pieces }) => [path, pieces]), gone, kept: made.length - files.length };
}

function pathOf(line: string): string {
  return JSON.parse(line).path;
}

function typeOf(path: string): string {
  if (path.startsWith('v0.1/')) return 'application/json';
  return TYPES[extname(path)] ?? (path.startsWith('_') ? 'text/plain' : 'application/octet-stream');
}
