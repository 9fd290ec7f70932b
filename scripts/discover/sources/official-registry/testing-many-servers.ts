import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Entry } from '../../../../catalog/entry.ts';
import type { Lifecycle } from '../../../../catalog/listing.ts';
import { loadCatalog } from '../../../../catalog/load.ts';
import { listening } from '../../../../catalog/net/testing.ts';
import { rowLines } from '../../../../catalog/snapshot/server-row.ts';
import { takeSnapshot } from '../../../../catalog/snapshot/snapshot.ts';
import { type SnapshotManifest, sha256 } from '../../../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../../../catalog/snapshot/snapshot-index.ts';
import { aRegistry } from '../../../../catalog/testing.ts';
import type { Random } from '../../../../catalog/tools/testing-schemas.ts';
import { createLog } from '../../../../proxy/log.ts';
import { RegistryFace } from '../../../../proxy/registry/registry-face.ts';
import { ROOT } from '../../../command.ts';

interface Version {
  version: string;
  status: Lifecycle;
  publishedAt: string;
  updatedAt: string;
  /** How often it was edited. */
  edits: number;
}

/** Many servers that change: made of those of this catalog, some with several versions. The same seed makes the same. */
export class ManyServers {
  readonly #models: Entry[];
  readonly #random: Random;
  readonly #servers = new Map<string, Version[]>();
  /** What the registry API gives of each server, until it changes. */
  readonly #lines = new Map<string, string[]>();
  #named = 0;

  private constructor(models: Entry[], random: Random) {
    this.#models = models;
    this.#random = random;
  }

  static async make(count: number, random: Random): Promise<ManyServers> {
    const { entries } = await loadCatalog(join(ROOT, 'catalog'));
    const servers = new ManyServers(entries, random);
    for (let index = 0; index < count; index += 1) servers.#addServer(new Date(Date.UTC(2026, 0, 1, 0, index)));
    return servers;
  }

  get names(): string[] {
    return [...this.#servers.keys()];
  }

  /** The rows that changed after a moment; all of them without one. */
  rowsAfter(moment: string | null): number {
    const since = moment === null ? 0 : Date.parse(moment);
    return [...this.#servers.values()].flat().filter(({ updatedAt }) => Date.parse(updatedAt) > since).length;
  }

  /** So many changes at a moment: new servers, new versions, edits, and every step between the lifecycles. */
  change(count: number, at: Date): void {
    const { names } = this;
    for (let index = 0; index < count; index += 1) {
      const name = names[Math.floor(this.#random() * names.length)] ?? '';
      const versions = this.#servers.get(name) ?? [];
      const version = versions[Math.floor(this.#random() * versions.length)];
      const dice = this.#random();
      if (dice < 0.15 || !version) this.#addServer(at);
      else if (dice < 0.45) versions.push(this.#versionOf(versions.length, at));
      else if (dice < 0.6) version.edits += 1;
      else version.status = dice < 0.75 ? 'deprecated' : dice < 0.9 ? 'deleted' : 'active';
      if (version && dice >= 0.45) version.updatedAt = at.toISOString();
      this.#lines.delete(name);
    }
  }

  /** As a registry forgets what it should not: no change is told of it. */
  forget(name: string): void {
    this.#servers.delete(name);
    this.#lines.delete(name);
  }

  /** A snapshot of the servers as they are now, as far as the registry API reads it. */
  async snapshot(): Promise<SnapshotIndex> {
    const fresh = this.names.filter((name) => !this.#lines.has(name)).map((name) => this.#entryOf(name));
    const { entries } = takeSnapshot({ registry: aRegistry, commit: null, at: AT, entries: fresh });
    for (const entry of entries) this.#lines.set(entry.name, rowLines(entry, aRegistry));
    const lines = this.names.sort().flatMap((name) => this.#lines.get(name) ?? []);
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const part = { path: 'servers-00.ndjson', bytes: bytes.length, sha256: sha256(bytes), count: lines.length };
    const manifest: SnapshotManifest = {
      ...{ schemaVersion: 1, id: part.sha256.slice(0, 32), commit: null, at: AT, registry: aRegistry, parts: [part] },
    };
    return SnapshotIndex.read(async (path) => (path === part.path ? bytes : Buffer.from(JSON.stringify(manifest))));
  }

  #addServer(at: Date): void {
    const model = this.#models[this.#named % this.#models.length];
    const name = `${model?.name}-${this.#named}`;
    this.#named += 1;
    const count = this.#random() < 0.8 ? 1 : 1 + Math.floor(this.#random() * 5);
    this.#servers.set(
      name,
      Array.from({ length: count }, (_none, index) => this.#versionOf(index, new Date(at.getTime() + index))),
    );
  }

  /** Versions that are semver and such that are not, in no order. */
  #versionOf(index: number, at: Date): Version {
    const moment = at.toISOString();
    const version =
      this.#random() < 0.1 ? `2026-build-${index}` : `${Math.floor(this.#random() * 4)}.${index}.0${this.#tail()}`;
    return { version, status: 'active', publishedAt: moment, updatedAt: moment, edits: 0 };
  }

  #tail(): string {
    const dice = this.#random();
    return dice < 0.1 ? '-rc.1' : dice < 0.2 ? '+build.7' : '';
  }

  #entryOf(name: string): Entry {
    const versions = this.#servers.get(name) ?? [];
    const model = this.#models.find((each) => name.startsWith(each.name));
    const server = model?.versions[0]?.server;
    if (!model || !server) throw new Error(`${name} has no model`);
    const { alias: _alias, ...listing } = model.listing;
    return {
      name,
      listing: {
        ...listing,
        versions: Object.fromEntries(
          versions.map(({ version, status, updatedAt }) => [version, { status, statusChangedAt: updatedAt }]),
        ),
      },
      versions: versions.map(({ version, publishedAt, updatedAt, edits }) => ({
        server: { ...server, name, version, ...(edits === 0 ? {} : { title: `Edited ${edits} times` }) },
        ...{ publishedAt, updatedAt },
      })),
      lock: null,
    };
  }
}

const AT = '2026-11-22T09:37:02Z';

/** The registry API of this project on a free port, over servers that may change between two requests. */
export async function servingMany(servers: ManyServers) {
  const state = { snapshot: await servers.snapshot() };
  const face = new RegistryFace({ state, settings: { environment: 'test' }, bodyBytes: 1_000_000, log: createLog() });
  const asked: string[] = [];
  const of = {
    /** Hears of each request before it is answered. */
    before: async (_count: number): Promise<void> => {},
  };
  const server = await listening(
    createServer(async (request, response) => {
      asked.push(request.url ?? '');
      await of.before(asked.length);
      await face.answer(request, response);
    }),
  );
  const renew = async () => {
    state.snapshot = await servers.snapshot();
  };
  return Object.assign(of, {
    ...{ asked, renew, origin: `http://127.0.0.1:${server.port}` },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
}
