import { visible } from '../../../catalog/flagged-text.ts';
import { baseAddress, listAddress, WalkError, walkRegistry } from '../../../catalog/registry-walk.ts';
import type { Walk } from '../../sync/walk-on.ts';
import type { Find } from '../find.ts';
import { OFFICIAL_REGISTRY } from '../settings.ts';
import type { Around, Source } from '../source.ts';
import { Mirror, type MirroredServer } from './official-registry/mirror.ts';
import { updateMirror } from './official-registry/update-mirror.ts';

/**
 * Registries that speak the registry API v0.1: of each server its latest version. What they list is kept between runs, so
 * that a run asks for changes only (https://github.com/modelcontextprotocol/registry, `updated_since`).
 */
export const officialRegistry: Source = {
  name: 'official-registry',
  reach: 'far',
  async *find(around) {
    const { settings, memory, signal, fault, now } = around;
    for (const registry of new Set(settings.registries.map(baseAddress))) {
      await using mirror = await Mirror.open(memory, registry);
      try {
        const { strange } = await updateMirror(mirror, { walk: walkOf(registry, around), now });
        if (strange > 0) fault(registry, `${strange} of the rows it lists are no versions of servers`);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof WalkError)) throw error;
        // What it listed the last time is found all the same.
        fault(registry, error);
      }
      const at = mirror.state.walkedAt ?? now().toISOString();
      for await (const server of mirror.servers()) {
        signal.throwIfAborted();
        if (isDeleted(server) || !hasChanged(server, around.since)) continue;
        yield findOf(server, { registry, at });
      }
    }
  },
};

/** The pages of a registry's list. The fetch of sources is polite and patient itself. */
function walkOf(registry: string, { get, signal }: Pick<Around, 'get' | 'signal'>): Walk {
  const fetch = (url: string) =>
    get(url, { isOperators: true, isKept: false, headers: { accept: 'application/json' } });
  return (asked) =>
    walkRegistry(listAddress(registry), { ...asked, egress: {}, gapMs: 0, pausesMs: [], signal, fetch });
}

/** Whether its registry took a server down: the deleted versions of others are just not its latest. */
export function isDeleted({ latest }: Pick<MirroredServer, 'latest'>): boolean {
  return latest.record.status === 'deleted';
}

/** Whether anything of a server changed since; of one without dates nobody can tell. */
function hasChanged({ versions }: MirroredServer, since: Date | null): boolean {
  return versions.some(
    ({ record: { updatedAt } }) => since === null || updatedAt === undefined || Date.parse(updatedAt) > since.getTime(),
  );
}

function findOf({ name, latest }: MirroredServer, { registry, at }: { registry: string; at: string }): Find {
  const { version, record, server } = latest;
  const { status, statusMessage } = record;
  const why = statusMessage === undefined ? '' : `: ${visible(statusMessage)}`;
  const message = `${new URL(registry).host} says that ${version} is ${status}${why}`;
  return {
    source: 'official-registry',
    where: `${listAddress(registry)}/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`,
    at,
    server,
    nameOrigin: 'publisher',
    evidence: registry === OFFICIAL_REGISTRY ? 'proven' : 'claimed',
    registry: { ...record, isLatest: true },
    ...(status === 'deprecated' ? { flags: [{ code: 'not-active', pointer: '', message }] } : {}),
  };
}
