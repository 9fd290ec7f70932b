import pLimit from 'p-limit';
import { isPrivateHost } from '../../../catalog/rules/private-host.ts';
import { operatorEgress } from '../../../proxy/services/egress.ts';
import { readerOf } from '../../../proxy/services/sources/openapi.ts';
import { OpenApiWhere } from '../../../proxy/services/sources/settings.ts';
import type { Found } from '../../../proxy/services/sources/source.ts';
import { UpstreamFault } from '../../../proxy/upstream/fault.ts';
import { CLIENT_INFO } from '../../../proxy/upstream/identity.ts';
import { nameOfLocal, nameOfRemote } from '../derived-name.ts';
import type { Find } from '../find.ts';
import type { Around, Source } from '../source.ts';

/**
 * REST services that describe themselves in OpenAPI. A proxy makes tools of them, so each is shown, and can be called there; to
 * anybody else it is no MCP server, so it stays local.
 */
export const openapi: Source = {
  name: 'openapi',
  reach: 'near',
  async *find(around) {
    const { settings, config, now } = around;
    const named = config.sources.openapi.map((entry) =>
      typeof entry === 'string' ? OpenApiWhere.parse({ url: entry }) : entry,
    );
    const known = new Set(named.map(({ url }) => new URL(url).href));
    const tried = settings.openapi
      .filter((url) => !known.has(new URL(url).href))
      .map((url) => OpenApiWhere.parse({ url }));
    const limit = pLimit(AT_ONCE);
    const looks = [
      ...named.map((where) => limit(() => look(where, around, { isTried: false }))),
      ...tried.map((where) => limit(() => look(where, around, { isTried: true }))),
    ];
    for (const looked of looks) {
      const found = await looked;
      // Our own proxy describes itself as well.
      if (found && found.server.title !== CLIENT_INFO.title) yield findOf(found, now().toISOString());
    }
  },
};

const AT_ONCE = 4;

/** Where services keep their document, if not where FastAPI has it. */
const DOCUMENTS = ['/openapi.json', '/openapi.yaml', '/v3/api-docs', '/.well-known/openapi.json'];

async function look(
  where: OpenApiWhere,
  { config, folder, env, signal, fault }: Around,
  { isTried }: { isTried: boolean },
): Promise<Found | null> {
  const egress = operatorEgress({ config, folder, env });
  let first: unknown;
  for (const document of where.document === undefined ? DOCUMENTS : [where.document]) {
    const until = AbortSignal.any([signal, AbortSignal.timeout(config.sources.limits.timeoutMs)]);
    try {
      const { found } = await readerOf({ ...where, document }, { folder, env, egress })(until);
      return found[0] ?? null;
    } catch (error) {
      signal.throwIfAborted();
      first ??= error;
      if (!(error instanceof UpstreamFault) || error.reason !== 'not-mcp') break;
    }
  }
  // Nobody said that there is anything at an address that is only tried.
  const isNobody = first instanceof UpstreamFault && (first.reason === 'tcp' || first.reason === 'not-mcp');
  if (!(isTried && isNobody)) fault(new URL(where.url).host, first);
  return null;
}

function findOf({ origin, slug, server }: Found, at: string): Find {
  const { title, description, version } = server;
  const isNear = isPrivateHost(new URL(origin).hostname);
  const isNamed = /^[^/]+\.[^/]+\/[^/]+$/.test(server.name);
  const name = isNamed ? server.name : isNear ? nameOfLocal(slug) : nameOfRemote(origin.replace(/\/$/, `/${slug}`));
  return {
    ...{ source: 'openapi', where: origin, at },
    server: {
      name,
      ...(title === undefined ? {} : { title }),
      ...(description === '' ? {} : { description }),
      version,
    },
    ...(isNamed ? { nameOrigin: 'publisher', evidence: 'claimed' } : { nameOrigin: 'derived', evidence: 'guessed' }),
    isLocal: true,
  };
}
