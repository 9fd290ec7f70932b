import { createRoute, z } from '@hono/zod-openapi';
import { Lifecycle } from '../../catalog/listing.ts';
import type { ErrorCode } from '../error.ts';
import { problems } from '../rest/problem.ts';
import { name, ok, ServerBody, version } from './declared-shapes.ts';

const body = (schema: z.ZodType) => ({ body: { required: true, content: { 'application/json': { schema } } } });
const security = [{ bearerAuth: [] }];

/** What changes of the catalog are refused with: 501 where nothing is published over the API. */
const REFUSALS: ErrorCode[] = [
  ...(['invalid_request', 'unauthorized', 'forbidden', 'payload_too_large', 'unprocessable'] as const),
  ...(['too_many_requests', 'not_implemented', 'upstream_error', 'upstream_unreachable'] as const),
];

/** An answer to a change, which says in its headers which way it went. */
function changed(description: string, schema: z.ZodType) {
  const headers = {
    'Mcp-Registry-Publish': {
      description: 'committed: readers see it now. pull-request: they will, once it is merged',
      schema: { type: 'string' as const, enum: ['committed', 'pull-request'] },
    },
    Location: { description: 'The pull request, if there is one', schema: { type: 'string' as const } },
  };
  return { ...ok(description, schema), headers };
}

const Status = z.object({
  status: Lifecycle,
  statusMessage: z.string().max(500).optional().openapi({ description: 'Why; not with `active`' }),
});

const ServerJson = z
  .looseObject({ name: z.string(), description: z.string(), version: z.string() })
  .openapi({ description: 'A server.json, in the official format' });

const Seed = z
  .looseObject({ name: z.string(), version_detail: z.looseObject({ version: z.string() }) })
  .openapi({ description: 'The first shape of the API, of May 2025' });

const Proof = z
  .union([
    z.object({ github_token: z.string() }),
    z.object({ oidc_token: z.string() }),
    z.object({ domain: z.string(), timestamp: z.iso.datetime({ offset: true }), signed_timestamp: z.string() }),
    z.object({}),
  ])
  .openapi({ description: 'In the order of the methods: github-at; github-oidc and oidc; dns and http; none' });

const method = z
  .enum(['github-at', 'github-oidc', 'oidc', 'dns', 'http', 'none'])
  .openapi({ param: { name: 'method', in: 'path' } });

const ofVersion = { params: z.object({ serverName: name, version }) };
const atVersion = '/v0.1/servers/{serverName}/versions/{version}';

/** The routes that change the catalog. Each stands under `/v0`, too. */
export const writingRoutes = [
  createRoute({
    ...{ method: 'post', path: '/v0.1/publish', security },
    summary: 'Publish a version; the dialect of the body decides, whatever the prefix',
    request: body(z.union([ServerJson, Seed])),
    responses: {
      200: changed('The version', ServerBody),
      201: changed('For a body of the first shape', z.object({ message: z.string(), id: z.uuid() })),
      ...problems(...REFUSALS),
    },
  }),
  createRoute({
    ...{ method: 'put', path: atVersion, security },
    summary: 'Change what the registry says of a version: alias, categories, tags. What its publisher said stays',
    request: {
      ...ofVersion,
      ...body(z.union([ServerJson, z.object({ server: ServerJson, _meta: z.looseObject({}).optional() })])),
    },
    responses: { 200: changed('The version', ServerBody), ...problems(...REFUSALS, 'not_found') },
  }),
  createRoute({
    ...{ method: 'delete', path: atVersion, security },
    summary: 'Delete a version: it is shown only to who asks for what was deleted',
    request: ofVersion,
    responses: { 200: changed('The version', ServerBody), ...problems(...REFUSALS, 'not_found') },
  }),
  createRoute({
    ...{ method: 'patch', path: `${atVersion}/status`, security },
    summary: 'Change the status of a version',
    request: { ...ofVersion, ...body(Status) },
    responses: { 200: changed('The version', ServerBody), ...problems(...REFUSALS, 'not_found') },
  }),
  createRoute({
    ...{ method: 'patch', path: '/v0.1/servers/{serverName}/status', security },
    summary: 'Change the status of all versions, or of none',
    request: { params: z.object({ serverName: name }), ...body(Status) },
    responses: {
      200: changed('Those that changed', z.object({ updatedCount: z.int(), servers: z.array(ServerBody) })),
      ...problems(...REFUSALS, 'not_found'),
    },
  }),
  createRoute({
    ...{ method: 'post', path: '/v0.1/auth/{method}' },
    summary: 'Exchange a proof for a token, which is good for five minutes',
    request: { params: z.object({ method }), ...body(Proof) },
    responses: {
      200: ok('The token', z.object({ registry_token: z.string(), expires_at: z.int() })),
      ...problems(
        ...(['invalid_request', 'unauthorized', 'not_found', 'unprocessable', 'too_many_requests'] as const),
        ...(['not_implemented', 'upstream_unreachable'] as const),
      ),
    },
  }),
];
