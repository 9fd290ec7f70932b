import type { Egress } from '../../../catalog/net/connector.ts';
import { connectUpstream, type Target } from '../../upstream/connect.ts';
import { operatorEgress } from '../egress.ts';
import { configuredRestTarget } from '../rest-target.ts';
import { isSame } from '../same.ts';
import { publicAddress } from '../service.ts';
import { OpenApiWhere } from './settings.ts';
import { nameOrSlug, slugOf } from './slug.ts';
import { plainServer, type Reading, type Source } from './source.ts';

/** REST services by their addresses, each a service by the title of its OpenAPI document. */
export const openapi: Source = {
  kind: 'openapi',
  places: ({ config, folder, env }) =>
    config.sources.openapi.map((entry) => {
      const where = typeof entry === 'string' ? OpenApiWhere.parse({ url: entry }) : entry;
      const read = readerOf(where, { folder, env, egress: operatorEgress({ config, folder, env }) });
      return { name: `openapi ${publicAddress(where.url)}`, everyMs: config.sources.refresh.openapiMs, read };
    }),
};

/**
 * Reads what a REST service is called, the way a call would reach it: its document is read, and its health asked. Throws
 * `UpstreamFault` when that cannot be done. What is read again is asked for by its ETag.
 */
export function readerOf(
  where: OpenApiWhere,
  surroundings: { folder: string; env: NodeJS.ProcessEnv; egress?: Egress },
): (signal: AbortSignal) => Promise<Reading> {
  let known: Target | null = null;
  return async (signal) => {
    const target = configuredRestTarget({ ...where, id: '', weight: 1, transport: 'openapi' }, surroundings, () => []);
    if ('reason' in target) throw new Error(target.message);
    // What was read of a service is kept by its target: the same one as long as nothing has changed.
    known = isSame(known, target) ? known : target;
    await using upstream = await connectUpstream(known ?? target, { signal });
    await upstream.check(signal);
    const { name: title, version } = upstream.serverInfo;
    const name = where.name ?? String(title);
    const { host } = new URL(where.url);
    // Where a document describes nothing, what is said of it is ours.
    const [said = ''] = upstream.instructions?.split('\n', 1) ?? [];
    const description = /^\d+ of its operations are not offered as tools\.$/.test(said) ? '' : said;
    const server = plainServer(nameOrSlug(name), { title: String(title), description, version: String(version) });
    const address = publicAddress(where.url);
    const instance = { id: `openapi-${host}`, transport: 'openapi' as const, address, location: 'remote' as const };
    const slug = slugOf(name.split('/').at(-1) ?? name);
    return {
      found: [{ origin: address, slug, server, instances: [{ ...instance, target }], variables: [] }],
      faults: [],
    };
  };
}
