import { createHash } from 'node:crypto';
import { extname } from 'node:path';
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
 * type, and the commit of the catalog that it was made of. Who trusts this one file can check all others.
 */
export function* withManifest(files: Iterable<BuiltFile>, commit: string | null): Generator<BuiltFile> {
  const lines = new Map<string, string>();
  for (const [path, content] of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    lines.set(path, JSON.stringify({ path, bytes: bytes.length, sha256, type: typeOf(path) }));
    yield [path, bytes];
  }
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  yield [
    'manifest.json',
    `{"schemaVersion":1,"commit":${JSON.stringify(commit)},"files":[\n${sorted.join(',\n')}\n]}\n`,
  ];
}

function typeOf(path: string): string {
  if (path.startsWith('v0.1/')) return 'application/json';
  return TYPES[extname(path)] ?? (path.startsWith('_') ? 'text/plain' : 'application/octet-stream');
}
