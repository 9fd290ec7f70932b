import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { aCertificate } from '../../../../catalog/net/certificate.ts';
import { listening } from '../../../../catalog/net/testing.ts';

/** What a test puts into its cluster, by the path of its list without any namespace. */
type Things = Record<string, { metadata: { name: string; namespace: string; labels?: Record<string, string> } }[]>;

export const SERVICES = '/api/v1/services';
export const MCP_SERVERS = '/apis/toolhive.stacklok.dev/v1alpha1/mcpservers';

/**
 * A stand-in for a cluster's API server, over TLS on 127.0.0.1: lists by namespace and label, page by page (`limit`,
 * `continue`), for whoever has the token; answers in `Status` objects whenever it refuses. Its token and its authority's
 * certificate lie in `credentials`, as in a pod.
 */
export async function apiServer(
  credentials: string,
  things: Things,
  { forbidden = [], mostOnPage = 2 }: { forbidden?: string[]; mostOnPage?: number } = {},
) {
  const certificate = aCertificate('kubernetes.default.svc', { at: '127.0.0.1' });
  const state = { token: 'planted-token-s3cr3t', asked: [] as string[] };
  await writeFile(join(credentials, 'token'), `${state.token}\n`);
  await writeFile(join(credentials, 'ca.crt'), certificate.cert);
  const server = createServer(certificate, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://kubernetes');
    state.asked.push(`${request.method} ${pathname}?${searchParams}`);
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const refuse = (code: number, reason: string) =>
      answer(code, {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason,
        message: `${reason}: ${pathname}`,
        code,
      });
    if (request.headers.authorization !== `Bearer ${state.token}`) return refuse(401, 'Unauthorized');
    const [, namespace] = /\/namespaces\/([^/]+)\//.exec(pathname) ?? [];
    const path = pathname.replace(/\/namespaces\/[^/]+/, '');
    if (forbidden.includes(path)) return refuse(403, 'Forbidden');
    const all = things[path];
    if (!all) return refuse(404, 'NotFound');
    const label = searchParams.get('labelSelector');
    const chosen = all.filter(
      ({ metadata }) =>
        (namespace === undefined || metadata.namespace === namespace) &&
        (label === null || label in (metadata.labels ?? {})),
    );
    const from = Number(searchParams.get('continue') ?? 0);
    const until = from + Math.min(mostOnPage, Number(searchParams.get('limit') ?? mostOnPage));
    const more = until < chosen.length ? { continue: String(until), remainingItemCount: chosen.length - until } : {};
    answer(200, {
      kind: 'List',
      apiVersion: 'v1',
      metadata: { resourceVersion: '7', ...more },
      items: chosen.slice(from, until),
    });
  });
  const held = await listening(server);
  return Object.assign(state, {
    url: `https://127.0.0.1:${held.port}`,
    port: held.port,
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  });
}
