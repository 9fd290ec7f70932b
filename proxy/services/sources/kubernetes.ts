import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { operatorEgress } from '../egress.ts';
import { ApiRefusal, list } from './kubernetes/api-server.ts';
import { ClusterService, foundMcpServer, foundService, McpServer, originOf } from './kubernetes/cluster-service.ts';
import type { KubernetesWhere } from './settings.ts';
import type { Around, Found, Reading, Source } from './source.ts';

/**
 * Services of a Kubernetes cluster, by labels or annotations: `mcp.port`, `mcp.path`, `mcp.transport`, `mcp.weight`,
 * `mcp.zone`, and for the name `io.modelcontextprotocol.server.name` or `mcp.name`; and ToolHive's `MCPServer` resources.
 */
export const kubernetes: Source = {
  kind: 'kubernetes',
  places: (around) => {
    const { kubernetes: where, refresh } = around.config.sources;
    if (!where) return [];
    const name = `kubernetes ${where.api === 'in-cluster' ? where.api : new URL(where.api).host}`;
    return [{ name, everyMs: refresh.kubernetesMs, read: (signal) => readKubernetes(where, around, signal) }];
  },
};

const TOOLHIVE = '/apis/toolhive.stacklok.dev/v1alpha1';

/** The servers of a cluster. Throws when its API server is not there, or may not be asked. */
export async function readKubernetes(
  where: KubernetesWhere,
  { config, folder, env }: Pick<Around, 'config' | 'folder' | 'env'>,
  signal: AbortSignal,
): Promise<Reading> {
  const egress = operatorEgress({ config, folder, env });
  const { answerBytes } = config.sources.limits;
  const ask = (path: string, query: Record<string, string>) =>
    list(where, path, query, { env, answerBytes, signal, egress });
  const reading: Reading = { found: [], faults: [] };
  const seen = new Set<string>();
  const add = <T extends { metadata: { name: string; namespace: string } }>(
    kind: string,
    shape: z.ZodType<T>,
    items: unknown[],
    found: (item: T) => Found,
  ) => {
    for (const item of items) {
      const { data } = shape.safeParse(item);
      const origin = data ? originOf(kind, data.metadata) : `${kind} ${digestOf(item)}`;
      if (seen.has(origin)) continue;
      seen.add(origin);
      try {
        if (!data) throw new Error('it is not described as such things are');
        reading.found.push(found(data));
      } catch (error) {
        reading.faults.push({
          origin,
          message: `${origin}: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
    }
  };
  for (const at of where.namespaces.length === 0 ? [''] : where.namespaces.map((name) => `/namespaces/${name}`)) {
    for (const labelSelector of where.labelSelectors)
      add('service', ClusterService, await ask(`/api/v1${at}/services`, { labelSelector }), (service) =>
        foundService(service, where),
      );
    if (where.mcpServers)
      add('MCPServer', McpServer, await ask(`${TOOLHIVE}${at}/mcpservers`, {}).catch(noneIfUnknown), foundMcpServer);
  }
  reading.found.sort((a, b) => (a.origin < b.origin ? -1 : 1));
  return reading;
}

/** A cluster without ToolHive has no such kind. */
function noneIfUnknown(error: unknown): unknown[] {
  if (error instanceof ApiRefusal && error.status === 404) return [];
  if (error instanceof ApiRefusal && error.status === 403)
    throw new Error(`${error.message}, or set "mcpServers": false`);
  throw error;
}

function digestOf(item: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(item) ?? '')
    .digest('hex')
    .slice(0, 12);
}
