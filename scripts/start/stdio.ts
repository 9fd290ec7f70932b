import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { sendProblem } from '../../proxy/body.ts';
import type { ProxyConfig } from '../../proxy/config.ts';
import { asProxyError, ProxyError } from '../../proxy/error.ts';
import { createLog, type Log } from '../../proxy/log.ts';
import { createDoors } from '../../proxy/mcp/doors/doors.ts';
import { SmallFace } from '../../proxy/mcp/small-face.ts';
import { operatorConfig } from '../../proxy/operator-config.ts';
import { checkInstance } from '../../proxy/routing/check.ts';
import { createProxy, readSnapshot, type UnboundProxy } from '../../proxy/server.ts';
import { stopOnSignal } from '../../proxy/stop.ts';
import { ROOT } from '../command.ts';
import { makeDemoFolder } from './demo-folder.ts';

export interface StdioSettings {
  /** The operator's configuration. */
  file: string;
  /** Folders of the catalog and of the statuses, for when there is no snapshot yet. */
  catalog: string;
  status: string;
  /** The one service to serve, or `all`, or `profiles/{profile}`; the small face for all when left out. */
  service?: string | undefined;
}

/**
 * Serves one client over standard input and output, until it leaves. It is answered at once: the snapshot is read, or made
 * where there is none, while it introduces itself, and a service's process starts with the first call to it.
 */
export async function serveOverStdio({ file, service, ...folders }: StdioSettings): Promise<void> {
  const output = takeStandardOutput();
  const { config, folder } = await operatorConfig(file, ROOT);
  const log = createLog();
  const proxy = openProxy({ config, folder, file: resolve(ROOT, file) }, folders, log);
  const router = proxy.then((opened) => {
    if (service === 'all' || service?.startsWith('profiles/')) opened.warmUp();
    return opened.router;
  });
  router.catch((error: unknown) => log.error({ err: error }, 'the catalog cannot be read'));

  const small = new SmallFace(router, { bodyBytes: config.limits.bodyBytes, log });
  const doors = createDoors(
    (request, response) => {
      if (request.url === '/mcp') return void small.answer(request, response);
      proxy.then(
        ({ app }) => app(request, response),
        (error: unknown) => sendProblem(response, asProxyError(error)),
      );
    },
    config,
    { log },
  );

  const close = async () => {
    await doors[Symbol.asyncDispose]();
    await proxy.then((opened) => opened.close()).catch(() => {});
  };
  stopOnSignal(() => [{ close, drainMs: 0 }]);
  const path = service === undefined ? '/mcp' : `/mcp/${encodeURIComponent(service)}`;
  await doors.stdio({ input: process.stdin, output }, path);
  await close();
}

async function openProxy(
  { config, folder, file }: { config: ProxyConfig; folder: string; file: string },
  folders: { catalog: string; status: string },
  log: Log,
): Promise<UnboundProxy> {
  const [snapshot] = await Promise.all([
    readSnapshot(config, folder).catch((cause: unknown) => {
      log.info({ cause: wordsOf(cause) }, 'there is no snapshot: making one of the catalog');
      return makeSnapshot(folders);
    }),
    makeDemoFolder(),
  ]).catch((cause: unknown) => {
    throw new ProxyError('internal', `The catalog cannot be read: ${wordsOf(cause)}`, { cause });
  });
  const proxy = createProxy(snapshot, { config, folder, file, site: null, log });
  // What nobody has listed yet would be missing from the list of tools: those services are asked, and no others.
  const askUnlisted = () => {
    for (const { instances, tools } of proxy.router.services) {
      if (tools().length === 0) for (const instance of instances) void checkInstance(instance, config.health);
    }
  };
  askUnlisted();
  void proxy.follow().then(askUnlisted);
  return proxy;
}

/** A snapshot in memory. Its code is loaded when it is needed: a client waits for what is loaded before. */
async function makeSnapshot(folders: { catalog: string; status: string }): Promise<SnapshotIndex> {
  const [{ readSnapshot: read }, { encodeSnapshot }, { SnapshotIndex: Index }] = await Promise.all([
    import('../build/read-snapshot.ts'),
    import('../../catalog/snapshot/snapshot-files.ts'),
    import('../../catalog/snapshot/snapshot-index.ts'),
  ]);
  const files = encodeSnapshot(await read(folders));
  return Index.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}

/** Standard output, for messages alone: whatever else is printed goes to standard error. */
function takeStandardOutput(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const output = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => void write(text, (error) => done(error)),
  });
  process.stdout.on('error', (error) => output.destroy(error));
  return output;
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
