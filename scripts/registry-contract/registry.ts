import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { startProxy } from '../../proxy/server.ts';
import { readSnapshot } from '../build/read-snapshot.ts';
import { ROOT } from '../command.ts';

/** A proxy on a free port that serves our own catalog, and the snapshot that it serves. */
export async function ownRegistry(): Promise<AsyncDisposable & { origin: string; snapshot: SnapshotIndex }> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const files = encodeSnapshot(await readSnapshot({ catalog: join(ROOT, 'catalog'), status: join(folder, 'none') }));
  await Promise.all([...files].map(([path, bytes]) => writeFile(join(folder, path), bytes)));
  const snapshot = await SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
  const proxy = await startProxy({ config: ProxyConfig.parse({ snapshot: '.' }), folder, port: 0 });
  return {
    origin: proxy.url,
    snapshot,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}
