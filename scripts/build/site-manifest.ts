import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { contentOf } from '../../site/made-file.ts';
import type { BuildMemory } from './build-memory.ts';
import type { BuiltFile } from './write-folder.ts';

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
 * The files of a build, and after them `manifest.json`: every file but itself, with its length, its SHA-256 and its media
 * type, and the commit of the catalog that it was made of. Who trusts this one file can check all others. What `memory` knows
 * is not made again.
 */
export async function* withManifest(
  files: Iterable<BuiltFile> | AsyncIterable<BuiltFile>,
  commit: string | null,
  memory?: BuildMemory,
): AsyncGenerator<BuiltFile> {
  const lines: string[] = [];
  for await (const [path, content, about] of files) {
    const from = typeof about === 'object' ? about : null;
    const known = from && memory?.lineOf(path, from);
    if (known) {
      lines.push(known);
      yield [path, content, 'unchanged'];
      continue;
    }
    const made = contentOf([path, content]);
    const sha256 = hash('sha256', made, 'hex');
    const line = JSON.stringify({ path, bytes: Buffer.byteLength(made), sha256, type: typeOf(path) });
    lines.push(line);
    yield [path, made];
    if (from) memory?.keep(path, from, line);
  }
  // By path: the quotation mark that ends it sorts before all that a path may hold.
  yield [
    'manifest.json',
    `{"schemaVersion":1,"commit":${JSON.stringify(commit)},"files":[\n${lines.sort().join(',\n')}\n]}\n`,
  ];
}

function typeOf(path: string): string {
  if (path.startsWith('v0.1/')) return 'application/json';
  return TYPES[extname(path)] ?? (path.startsWith('_') ? 'text/plain' : 'application/octet-stream');
}
