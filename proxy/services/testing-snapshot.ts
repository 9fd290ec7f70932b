import { createHash } from 'node:crypto';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { httpServer } from '../testing.ts';

/** Where a test's snapshot is published: by HTTP, with ETags, and in whatever state the test wants. */
export interface TestHost extends AsyncDisposable {
  /** The address of its folder. */
  url: string;
  files: Map<string, Buffer>;
  /** `garbage` answers with what is no snapshot, `damaged` with parts that do not fit the manifest. */
  state: 'up' | 'down' | 'garbage' | 'damaged';
  /** What was asked for, and how it was answered: `manifest.json 304`. */
  answers: string[];
}

/** The files of a snapshot with entries of these aliases, each `com.example/{alias}` without any way to be reached. */
export function snapshotFiles(aliases: string[], at = '2026-01-01T00:00:00Z'): Map<string, Buffer> {
  const entries = aliases.map((alias) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } }),
  );
  return encodeSnapshot(takeSnapshot({ registry: aRegistry, commit: null, at, entries }));
}

/** Publishes these files on a free port of 127.0.0.1. */
export async function snapshotHost(files: Map<string, Buffer>): Promise<TestHost> {
  const server = await httpServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/snapshot\//, '');
    const bytes = bytesOf(path, host);
    const etag = `"${createHash('sha256')
      .update(bytes ?? '')
      .digest('hex')
      .slice(0, 16)}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    const status = bytes === null ? 503 : isKnown ? 304 : 200;
    host.answers.push(`${path} ${status}`);
    response.writeHead(status, { etag }).end(status === 200 ? bytes : undefined);
  });
  const host: TestHost = {
    url: server.url.replace(/mcp$/, 'snapshot'),
    files,
    state: 'up',
    answers: [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return host;
}

function bytesOf(path: string, { files, state }: TestHost): Buffer | null {
  const bytes = files.get(path);
  if (state === 'down' || !bytes) return null;
  if (state === 'garbage') return Buffer.from('<!doctype html><title>Sign in</title>');
  return state === 'damaged' && /\.ndjson(\.gz)?$/.test(path) ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes;
}
