import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { anEntry, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { createLog } from '../log.ts';
import { httpServer, type TestServer } from '../testing.ts';
import { RegistryFace } from './registry-face.ts';

/** One version of a server, as tests of the registry say it. */
export interface TestVersion {
  version?: string;
  description?: string;
  status?: 'active' | 'deprecated' | 'deleted';
  at?: string;
  /** When its status changed, if not when it was published. */
  changedAt?: string;
}

/** A snapshot of servers, each with some versions, by name. */
export async function aSnapshotOf(servers: Record<string, TestVersion[]>): Promise<SnapshotIndex> {
  const entries = Object.entries(servers).map(([name, versions]) =>
    anEntry({
      name,
      listing: {
        versions: Object.fromEntries(
          versions.map(({ version = '1.0.0', status = 'active', at, changedAt = at }) => [
            version,
            { status, ...(changedAt === undefined ? {} : { statusChangedAt: changedAt }) },
          ]),
        ),
      },
      versions: versions.map(
        ({ version = '1.0.0', description = `About ${name}`, at = '2026-01-02T03:04:05Z', changedAt = at }) => ({
          server: aServerJson({ name, version, description, remotes: [remoteOf(name)] }),
          publishedAt: at,
          updatedAt: changedAt,
        }),
      ),
    }),
  );
  const at = '2026-11-22T09:37:02Z';
  const files = encodeSnapshot(takeSnapshot({ registry: aRegistry, commit: 'a'.repeat(40), at, entries }));
  return SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}

/** A remote address belongs to one server. */
function remoteOf(name: string) {
  return { type: 'streamable-http', url: `https://weather.example.com/${name}` };
}

/** A registry of these servers on a free port. `state.snapshot` may be replaced at any time. */
export async function registryServer(
  servers: Record<string, TestVersion[]>,
): Promise<TestServer & { origin: string; state: { snapshot: SnapshotIndex } }> {
  const state = { snapshot: await aSnapshotOf(servers) };
  const settings = { environment: 'test', githubClientId: 'Iv1.test' };
  const face = new RegistryFace({ state, settings, bodyBytes: 1_000_000, log: createLog() });
  const server = await httpServer((request, response) => void face.answer(request, response));
  return Object.assign(server, { origin: new URL(server.url).origin, state });
}
