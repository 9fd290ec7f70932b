import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { createLog } from '../../proxy/log.ts';
import { RegistryFace } from '../../proxy/registry/registry-face.ts';

/**
 * A program that serves the registry API of a snapshot in a folder. It says its port, what reading the snapshot took, and
 * for how long nobody else had a turn; then it answers each line of its input by reading the snapshot anew beside its work.
 */
const [folder = ''] = process.argv.slice(2);

const first = await measured();
const state = { snapshot: first.index };
const face = new RegistryFace({ state, settings: { environment: 'bench' }, bodyBytes: 1_000_000, log: createLog() });
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void face.answer(request, response));
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
const address = server.address();
tell({ port: isPort(address) ? address.port : 0, ...first.took });

process.stdin.on('data', () => {
  measured().then(({ index, took }) => {
    state.snapshot = index;
    tell({ port: 0, ...took });
  });
});
process.stdin.once('end', () => process.exit(0));

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

/** Reads the snapshot, and watches meanwhile how long each turn of the event loop takes. */
async function measured() {
  let heldMs = 0;
  let last = performance.now();
  let isReading = true;
  const watch = () => {
    const now = performance.now();
    heldMs = Math.max(heldMs, now - last);
    last = now;
    if (isReading) setImmediate(watch);
  };
  setImmediate(watch);
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const index = await SnapshotIndex.read((path) => readFile(join(folder, path)));
  const { user, system } = process.cpuUsage(cpu);
  isReading = false;
  const took = {
    readMs: performance.now() - begun,
    readCpuMs: (user + system) / 1000,
    heldMs,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    versions: index.servers.all.length,
  };
  return { index, took };
}
