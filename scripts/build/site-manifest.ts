import { createHash } from 'node:crypto';
import { extname } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.gz': 'application/gzip',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.rss': 'application/rss+xml',
  '.atom': 'application/atom+xml',
  '.txt': 'text/plain',
  '.conf': 'text/plain',
};

/**
 * `manifest.json`: every file of a build but itself, with its length, its SHA-256 and its media type, and the commit of the
 * catalog that it was made of. Who trusts this one file can check all others.
 */
export function siteManifest(files: ReadonlyMap<string, string | Uint8Array>, commit: string | null): string {
  const lines = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => {
      const bytes = Buffer.from(content);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return JSON.stringify({ path, bytes: bytes.length, sha256, type: typeOf(path) });
    });
  return `{"schemaVersion":1,"commit":${JSON.stringify(commit)},"files":[\n${lines.join(',\n')}\n]}\n`;
}

function typeOf(path: string): string {
  if (path.startsWith('v0.1/')) return 'application/json';
  return TYPES[extname(path)] ?? (path.startsWith('_') ? 'text/plain' : 'application/octet-stream');
}
