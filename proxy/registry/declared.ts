import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { Lifecycle } from '../../catalog/listing.ts';
import { CHANGES } from '../../catalog/snapshot/version-changes.ts';
import { problems } from '../rest/problem.ts';
import { name, ok, ServerBody, version } from './declared-shapes.ts';
import { writingRoutes } from './declared-writing.ts';
import { FACETS } from './search/facets.ts';

const ListBody = z
  .object({
    servers: z.array(ServerBody),
    metadata: z.object({ count: z.int(), nextCursor: z.string().optional() }),
  })
  .openapi('ServerList');

const Deleted = z.object({
  include_deleted: z.boolean().optional().openapi({ description: 'Also versions that were deleted' }),
});

const ListQuery = Deleted.extend({
  limit: z.int().min(1).max(100).default(30),
  cursor: z
    .string()
    .optional()
    .openapi({ description: 'metadata.nextCursor of the page before; it carries its filters' }),
  search: z.string().optional().openapi({ description: 'Part of a name or a description, in any case' }),
  updated_since: z.iso.datetime({ offset: true }).optional(),
  version: z.string().optional().openapi({ description: '`latest`, or one exact version' }),
});

const Issue = z.object({
  type: z.enum(['json', 'schema', 'semantic', 'linter']),
  path: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  reference: z.string(),
  code: z.string(),
  line: z.int(),
  column: z.int(),
  fix: z.string(),
});

const Counted = z.array(z.object({ value: z.string(), count: z.int() }));

const SearchBody = z.object({
  servers: z.array(ServerBody.extend({ score: z.number() })),
  metadata: z.object({ count: z.int(), total: z.int(), nextCursor: z.string().optional() }),
  facets: z.object(Object.fromEntries(FACETS.map(({ name, text }) => [name, Counted.openapi({ description: text })]))),
  instead: z
    .record(z.string(), z.array(z.string()))
    .openapi({ description: 'Words that no server has, and what was looked for instead' }),
});

const SearchQuery = z.object({
  q: z.string().max(200).optional().openapi({ description: 'Words; all are looked for, begun and misspelt ones too' }),
  ...Object.fromEntries(
    FACETS.map(({ name, text, values }) => {
      const value = values ? z.enum(values) : z.string();
      return [
        name,
        z
          .array(value)
          .optional()
          .openapi({ description: `${text}; said again: one of them is enough` }),
      ];
    }),
  ),
  limit: z.int().min(1).max(100).default(30),
  offset: z.int().min(0).max(10_000).default(0),
  cursor: z
    .string()
    .optional()
    .openapi({ description: 'metadata.nextCursor of the page before; it carries words and filters' }),
});

const FeedQuery = z.object({
  limit: z.int().min(1).max(10_000).default(1000),
  cursor: z.string().optional().openapi({ description: 'nextCursor of the last line' }),
});

const ChangeLine = z.object({
  at: z.iso.datetime(),
  change: z.enum(CHANGES),
  name: z.string(),
  version: z.string(),
  status: Lifecycle,
  isLatest: z.boolean(),
});

const changeLines = {
  description: 'A line for each change, the oldest first; then `{"nextCursor": …}` where there are more',
  content: { 'application/x-ndjson': { schema: ChangeLine } },
};

const registry = z.string().openapi({ param: { name: 'registry', in: 'path' }, example: 'com.example.registry' });
const day = z.iso.date().openapi({ param: { name: 'day', in: 'path' } });

const InfoBody = z.object({
  registry: z.record(z.string(), z.string()),
  counts: z.object({ servers: z.int(), versions: z.int(), status: z.record(Lifecycle, z.int()) }),
  snapshot: z.object({ id: z.string(), at: z.string(), commit: z.string().nullable() }),
  links: z.record(z.string(), z.string()),
  extensions: z.array(z.object({ name: z.string(), path: z.string(), summary: z.string() })),
});

const routes = [
  createRoute({
    method: 'get',
    path: '/v0.1/servers',
    summary: 'Servers, a page at a time, by name and version',
    request: { query: ListQuery },
    responses: { 200: ok('A page of them', ListBody), ...problems('invalid_request', 'unprocessable') },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/servers/{serverName}/versions',
    summary: 'All versions of a server, the newest first',
    request: { params: z.object({ serverName: name }), query: Deleted },
    responses: { 200: ok('All of them', ListBody), ...problems('not_found') },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/servers/{serverName}/versions/{version}',
    summary: 'One version of a server, or `latest`',
    request: { params: z.object({ serverName: name, version }), query: Deleted },
    responses: { 200: ok('The version', ServerBody), ...problems('not_found') },
  }),
  createRoute({
    method: 'post',
    path: '/v0.1/validate',
    summary: 'All that is wrong with a server.json, at once',
    request: { body: { required: true, content: { 'application/json': { schema: z.unknown() } } } },
    responses: { 200: ok('What is wrong', z.object({ valid: z.boolean(), issues: z.array(Issue) })) },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/health',
    summary: 'Whether the registry answers',
    responses: { 200: ok('It does', z.object({ status: z.literal('ok'), github_client_id: z.string().optional() })) },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/ping',
    summary: 'A sign of life',
    responses: { 200: ok('Here', z.object({ pong: z.literal(true) })) },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/version',
    summary: 'Which version of us answers, and of which catalog',
    responses: {
      200: ok('The version', z.object({ version: z.string(), git_commit: z.string(), build_time: z.string() })),
    },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/x/{registry}/info',
    summary: 'Who this registry is, how much it has, and where else to look',
    request: { params: z.object({ registry }) },
    responses: { 200: ok('It', InfoBody), ...problems('not_found') },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/x/{registry}/search',
    summary: 'Ranked search over the latest versions, with facets',
    request: { params: z.object({ registry }), query: SearchQuery },
    responses: {
      200: ok('A page, best first', SearchBody),
      ...problems('invalid_request', 'not_found', 'unprocessable'),
    },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/x/{registry}/changes',
    summary: 'What has changed since a moment; without one, on which days something has',
    request: {
      params: z.object({ registry }),
      query: FeedQuery.extend({ since: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional() }),
    },
    responses: { 200: changeLines, ...problems('invalid_request', 'not_found', 'unprocessable') },
  }),
  createRoute({
    method: 'get',
    path: '/v0.1/x/{registry}/changes/{day}',
    summary: 'What has changed on a day (UTC)',
    request: { params: z.object({ registry, day }), query: FeedQuery },
    responses: { 200: changeLines, ...problems('invalid_request', 'not_found', 'unprocessable') },
  }),
];

/** For the OpenAPI document only: `RegistryFace` answers, before any framework sees a request. */
export function declareRegistry(app: OpenAPIHono): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearerAuth', {
    ...{ type: 'http', scheme: 'bearer' },
    description: 'A token of /v0.1/auth/{method}, or one of GitHub',
  });
  for (const route of [...routes, ...writingRoutes]) app.openAPIRegistry.registerPath(route);
}
