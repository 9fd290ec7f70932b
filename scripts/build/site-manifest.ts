import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { haveSame } from '../../catalog/have-same.ts';
import { contentOf } from '../../site/made-file.ts';
import type { Known, Parts } from './build-memory.ts';
import type { BuiltFile, BuiltPart } from './built-part.ts';
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
 */
export async function* withManifest(
  parts: Iterable<BuiltPart> | AsyncIterable<BuiltPart>,
  commit: string | null,
  { before = new Map(), after = new Map() }: { before?: Parts; after?: Parts } = {},
): AsyncGenerator<Batch> {
  for await (const part of parts) {
    const known = before.get(part.name);
    if (known && part.from && known.from && haveSame(known.from, part.from)) {
      after.set(part.name, known);
      yield { kept: known.lines.length };
    } else {
      const made = [...part.files()].map((file) => described(file));
      after.set(part.name, { from: part.from, lines: made.map(({ line }) => line) });
      yield* changes(made, known);
    }
  }
  const lines = [...after.values()].map((part) => part.lines.join(',\n')).join(',\n');
  const text = `{"schemaVersion":1,"commit":${JSON.stringify(commit)},"files":[\n${lines}\n]}\n`;
  const manifest = described([MANIFEST, text]);
  after.set(MANIFEST, { from: undefined, lines: [manifest.line] });
  yield* changes([manifest], before.get(MANIFEST));
  const gone = [...before].filter(([name]) => !after.has(name));
  yield { files: [], gone: gone.flatMap(([, part]) => part.lines.map(pathOf)) };
}

const MANIFEST = 'manifest.json';

interface Described {
  path: string;
  bytes: Uint8Array;
  line: string;
}

/** A file, made, with its line. Text is turned into bytes once, for its length, its hash and the disk. */
function described(file: BuiltFile): Described {
  const [path] = file;
  const content = contentOf(file);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const sha256 = hash('sha256', bytes, 'hex');
  return { path, bytes, line: JSON.stringify({ path, bytes: bytes.length, sha256, type: typeOf(path) }) };
}

/** What is to be written of a part, and deleted, where an earlier build has written it. */
function* changes(made: Described[], known: Known | undefined): Generator<Batch> {
  const old = new Set(known?.lines);
  const files = made.filter(({ line }) => !old.has(line));
  const paths = new Set(made.map(({ path }) => path));
  const gone = known ? known.lines.map(pathOf).filter((path) => !paths.has(path)) : [];
  yield { files: files.map(({ path, bytes }) => [path, bytes]), gone };
  if (files.length < made.length) yield { kept: made.length - files.length };
}

function pathOf(line: string): string {
  return JSON.parse(line).path;
}

function typeOf(path: string): string {
  if (path.startsWith('v0.1/')) return 'application/json';
  return TYPES[extname(path)] ?? (path.startsWith('_') ? 'text/plain' : 'application/octet-stream');
}
