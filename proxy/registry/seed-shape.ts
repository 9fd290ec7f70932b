import * as z from 'zod';
import { isObject } from '../../catalog/json/json.ts';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import type { ServerRow } from '../../catalog/snapshot/server-row.ts';

/** What is read of an answer that we made ourselves. */
const Response = z.looseObject({
  server: z.looseObject({
    $schema: z.string().optional(),
    websiteUrl: z.string().optional(),
    packages: z.array(z.record(z.string(), z.unknown())).optional(),
    remotes: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
  _meta: z.looseObject({
    [OFFICIAL_META]: z.looseObject({
      status: z.string(),
      publishedAt: z.string(),
      updatedAt: z.string(),
      isLatest: z.boolean(),
    }),
  }),
});

/**
 * A version as `/v0` gives it: the fields of its first shape (May 2025) and of the one of July 2025 beside the present
 * `server` and `_meta`. Readers of July refuse a `$schema` that is not theirs, so there is none at the top.
 */
export function seedServer({ id, response }: ServerRow): Record<string, unknown> {
  const { server, _meta } = Response.parse(JSON.parse(response.toString('utf8')));
  const official = _meta[OFFICIAL_META];
  const { $schema: _schema, _meta: _publisher, packages, remotes, websiteUrl, ...said } = server;
  const { publishedAt, updatedAt, isLatest, status } = official;
  return {
    id,
    ...said,
    ...(websiteUrl === undefined ? {} : { url: websiteUrl, website_url: websiteUrl }),
    status,
    created_at: publishedAt,
    updated_at: updatedAt,
    version_detail: { version: server.version, release_date: publishedAt, is_latest: isLatest },
    ...(packages ? { packages: packages.map(seedPackage) } : {}),
    ...(remotes ? { remotes: remotes.map(seedRemote) } : {}),
    server,
    _meta: {
      ..._meta,
      [OFFICIAL_META]: { ...official, id, published_at: publishedAt, updated_at: updatedAt, is_latest: isLatest },
    },
  };
}

function seedPackage({ registryType, identifier, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return {
    registry_name: registryType === 'oci' ? 'docker' : registryType,
    name: identifier,
    registry_type: registryType,
    identifier,
    ...snakeObject(rest),
  };
}

function seedRemote({ type, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return { transport_type: type === 'streamable-http' ? 'streamable' : type, type, ...snakeObject(rest) };
}

/** The same with field names as they were before September 2025. The keys of `variables` are names that publishers chose. */
function snakeObject(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      key === 'variables' && isObject(inner)
        ? Object.fromEntries(Object.entries(inner).map(([name, input]) => [name, snake(input)]))
        : snake(inner),
    ]),
  );
}

function snake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snake);
  return isObject(value) ? snakeObject(value) : value;
}
