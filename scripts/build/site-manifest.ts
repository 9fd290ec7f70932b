import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { haveSame } from '../../catalog/have-same.ts';
import { contentOf } from '../../site/made-file.ts';
import type { BuildMemory, Known } from './build-memory.ts';
import type { BuiltPart, Content } from './built-part.ts';
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
 * type, and the commit of the catalog that it was made of. Who trusts this one file can check all others. What `memory` knows
 * is not made again.
 */
export async function* withManifest(
  parts: Iterable<BuiltPart> | AsyncIterable<BuiltPart>,
  commit: string | null,
  memory?: BuildMemory,
): AsyncGenerator<Batch> {
  const before = memory?.takeParts();
  const [known, all]: [Map<string, Known>, string[]] = [new Map(), []];
  for await (const part of parts) {
    const same = before?.get(part.name);
    const isSame = same && part.from && haveSame(same.from, part.from);
    const { paths, lines } = isSame ? same : { paths: [] as string[], lines: [] as string[] };
    if (isSame) yield { kept: paths };
    else {
      for (const file of part.files()) {
        const [path, content] = [file[0], contentOf(file)];
        paths.push(path);
        lines.push(lineOf(path, content));
        yield { files: [[path, content]] };
      }
    }
    all.push(...lines);
    if (part.from) known.set(part.name, { from: part.from, paths, lines });
  }
  // By path: the quotation mark that ends it sorts before all that a path may hold.
  const text = `{"schemaVersion":1,"commit":${JSON.stringify(commit)},"files":[\n${all.sort().join(',\n')}\n]}\n`;
  yield { files: [['manifest.json', text]] };
  memory?.keepParts(known);
}

function lineOf(path: string, content: Content): string {
  const sha256 = hash('sha256', content, 'hex');
  return JSON.stringify({ path, bytes: Buffer.byteLength(content), sha256, type: typeOf(path) });
}

function typeOf(path: string): string {
  if (path.startsWith('v0.1/')) return 'application/json';
  return TYPES[extname(path)] ?? (path.startsWith('_') ? 'text/plain' : 'application/octet-stream');
}
