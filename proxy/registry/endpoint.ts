import type { IncomingMessage } from 'node:http';
import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import type { Extensions } from './extensions.ts';
import type { ListBodies } from './list-bodies.ts';
import type { Publishing } from './publishing/publishing.ts';
import type { RegistrySettings } from './settings.ts';

/** The two prefixes of the registry API: `v0.1` is frozen; `v0` also speaks to readers of its first shape. */
export type Dialect = 'v0.1' | 'v0';

/** What is asked of an endpoint. */
export interface Asked {
  request: IncomingMessage;
  dialect: Dialect;
  /** What stands in the path in place of `{…}`, decoded. */
  params: string[];
  query: URLSearchParams;
  snapshot: SnapshotIndex;
  bodies: ListBodies;
  extensions: Extensions;
  settings: RegistrySettings;
  /** Null where nothing is published over the API. */
  publishing: Publishing | null;
  bodyBytes: number;
}

/** What an endpoint answers: JSON. With an `etag`, whoever has it already gets 304 instead. */
export interface Answer {
  status?: number;
  body: Buffer | string;
  etag?: string;
  type?: string;
  headers?: Record<string, string>;
  /** The same bytes may be asked for again: what they were compressed to is kept with them. */
  packed?: Map<string, Buffer>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An address of the registry API, and who answers there. */
export interface Endpoint {
  /** Below the prefix: `/servers/{name}/versions`. What is between braces takes one part of the path. */
  path: string;
  /** Unset: below both prefixes. */
  only?: Dialect;
  /** Throw `ProxyError`. */
  methods: Partial<Record<Method, (asked: Asked) => Answer | Promise<Answer>>>;
}
