import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { parseJsonSource } from '../catalog/json/json-source.ts';
import { zodProblems } from '../catalog/json/zod-problems.ts';
import { placesOf } from '../catalog/net/places.ts';
import type { Problem } from '../catalog/problem.ts';
import { ToolDefinition } from '../catalog/tools/tool.ts';
import { HealthPath, Milliseconds, ValueSource, Values } from './config-values.ts';
import { SourcesConfig } from './services/sources/settings.ts';

/** What every instance says of itself. */
const Place = {
  id: z.string().min(1).max(64),
  /** Its share of the calls, beside the service's other instances. */
  weight: z.number().min(0.01).max(1000).default(1),
  zone: z.string().min(1).max(64).optional(),
};

/** One more place where a service can be reached. An operator's instance may stand at any address, a private one too. */
export const ConfiguredInstance = z.discriminatedUnion('transport', [
  z.strictObject({
    ...Place,
    transport: z.enum(['streamable-http', 'sse']),
    url: z.url({ protocol: /^https?$/ }),
    headers: Values,
  }),
  z.strictObject({
    ...Place,
    transport: z.literal('websocket'),
    url: z.url({ protocol: /^wss?$/ }),
    headers: Values,
  }),
  /** A REST service that describes itself in OpenAPI: each operation is a tool. */
  z.strictObject({
    ...Place,
    transport: z.literal('openapi'),
    url: z.url({ protocol: /^https?$/ }),
    /** Where the document is: a URL, a path below `url`, or a file. Unset: `/openapi.json`. */
    document: z.union([z.string().min(1), z.strictObject({ path: z.string().min(1) })]).optional(),
    healthPath: HealthPath,
    headers: Values,
    /** Secrets by the names of the document's security schemes; `user:password` for `basic`. */
    security: Values,
  }),
  /** A REST service that takes calls as `POST {url}/tools/{tool}`. */
  z.strictObject({
    ...Place,
    transport: z.literal('rest'),
    url: z.url({ protocol: /^https?$/ }),
    healthPath: HealthPath,
    headers: Values,
    /** Sent as `Authorization: Bearer`. */
    key: ValueSource.optional(),
    /** Its tools, for when it does not list them at `GET {url}/tools`. Unset: those of the entry. */
    tools: z.array(ToolDefinition).max(2000).default([]),
  }),
  z.strictObject({
    ...Place,
    transport: z.literal('stdio'),
    command: z.string().min(1),
    args: z.array(z.string()).default([]),
    env: Values,
  }),
]);
export type ConfiguredInstance = z.infer<typeof ConfiguredInstance>;

/** What the proxy is to serve of one server. `name` is its alias or its `namespace/name`. */
export const ConfiguredService = z.strictObject({
  name: z.string().min(1).max(200),
  enabled: z.boolean().default(true),
  /** Run its package here, connect to where its publisher hosts it, or both. Unset: hosted if it is, else its package. */
  use: z.enum(['package', 'remote', 'both']).optional(),
  /** Arguments for its package, after those that its publisher fixed. */
  args: z.array(z.string()).default([]),
  env: Values,
  /** Headers for its publisher's remotes. */
  headers: Values,
  timeoutMs: Milliseconds.default(60_000),
  maxConcurrent: z.int().min(1).max(10_000).default(64),
  queue: z.int().min(0).max(100_000).default(256),
  /** A call of a tool that may be repeated goes to a second instance, too, when it takes longer than 95 % of them. */
  hedge: z.boolean().default(false),
  instances: z.array(ConfiguredInstance).max(100).default([]),
});
export type ConfiguredService = z.infer<typeof ConfiguredService>;

/** Ranges of addresses, and names of hosts: `10.20.0.0/16`, `wiki.example.com`, `*.corp.example.com`. */
const Places = z.array(z.string()).superRefine((places, context) => {
  try {
    placesOf(places);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

/** How a profile shows one service: which tools, under which names, with which descriptions. */
const ProfiledService = z.strictObject({
  tools: z.array(z.string()).optional(),
  /** What stands before each name instead of `alias__`; empty for bare names. */
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,40}$/)
    .optional(),
  rename: z.record(z.string(), z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)).optional(),
  describe: z.record(z.string(), z.string().max(2000)).optional(),
});

/** `proxy.config.json`: what an operator decides. Unknown keys are errors; every limit has a default. */
export const ProxyConfig = z.strictObject({
  $schema: z.string().optional(),
  /** The snapshot: a folder, resolved against the folder of this file, or an http(s) URL. */
  snapshot: z.string().default('dist/snapshot'),
  services: z.array(ConfiguredService).default([]),
  sources: SourcesConfig.prefault({}),
  /** Faces of some services, at `/mcp/profiles/{profile}`. */
  profiles: z
    .record(
      z.string().regex(/^[a-z0-9](-?[a-z0-9])*$/),
      z.strictObject({ services: z.record(z.string(), ProfiledService) }),
    )
    .default({}),
  health: z
    .strictObject({
      /** Milliseconds between two checks of an instance. */
      intervalMs: Milliseconds.default(30_000),
      /** Failed checks in a row until an instance that worked counts as unhealthy. A failed call counts at once. */
      strikes: z.int().min(1).max(20).default(3),
      timeoutMs: Milliseconds.default(10_000),
      /** Failed calls in a row that take an instance out of use; a refused connection or an ended process does at once. */
      failures: z.int().min(1).max(1000).default(5),
      /** How soon an instance that calls wait for is tried again, and for how long they wait for it. */
      retryMs: Milliseconds.default(100),
      waitMs: z.int().min(0).max(600_000).default(10_000),
      /** An instance that has come back gets its full share of calls after so long. */
      slowStartMs: Milliseconds.default(10_000),
      /** A call is late at `factor` times what its tool's slowest percent takes, not before `floorMs`; then the instance is checked. */
      hang: z
        .strictObject({
          floorMs: Milliseconds.default(250),
          factor: z.number().min(1).max(100).default(3),
          checkMs: Milliseconds.default(250),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Retries: for each call so many in the long run, and so many at once. */
  retries: z
    .strictObject({
      ratio: z.number().min(0).max(10).default(0.2),
      reserve: z.number().min(0).max(100_000).default(100),
    })
    .prefault({}),
  /** What becomes of a tool that is not as it was reviewed (`tools.json`), or says what no tool may say. */
  locks: z
    .strictObject({
      /** `quarantine` refuses its calls, `warn` only tells of it, `off` looks at nothing. */
      policy: z.enum(['off', 'warn', 'quarantine']).default('quarantine'),
      /** Tools that may be called all the same: `service/tool`. */
      allow: z.array(z.string().min(3).max(500)).max(10_000).default([]),
      /** A server that says nothing of changes is asked for its tools again after so long. */
      listEveryMs: Milliseconds.default(5 * 60_000),
    })
    .prefault({}),
  /** Where this proxy stands: instances of the same `zone` come before others. */
  zone: z.string().min(1).max(64).nullable().default(null),
  /** Origins of web pages that may call, beside our own: `https://registry.example.com`. */
  allowedOrigins: z.array(z.string()).default([]),
  /** Host names under which we may be called, beside loopback and IP addresses. */
  allowedHosts: z.array(z.string()).default([]),
  limits: z
    .strictObject({
      bodyBytes: z
        .int()
        .min(1024)
        .default(4 * 1024 * 1024),
      /** A session of a 2025 client ends after so long without use; so many there may be. */
      sessionIdleMs: Milliseconds.default(30 * 60_000),
      sessions: z.int().min(1).default(10_000),
      /** A call that asked its client something waits so long for the answer; so many calls may wait. */
      parkedMs: Milliseconds.default(5 * 60_000),
      parked: z.int().min(1).default(1000),
      answerBytes: z
        .int()
        .min(1024)
        .default(16 * 1024 * 1024),
    })
    .prefault({}),
  /** A line on standard error for every answer. */
  accessLog: z.boolean().default(false),
  /** On SIGTERM, calls under way get so long to end; no new ones are taken. */
  drainMs: z.int().min(0).max(3_600_000).default(10_000),
  egress: z
    .strictObject({
      /** Places beside the public ones to which the catalog's remotes may lead, by http as well. */
      allow: Places.default([]),
      /** An HTTP proxy that every connection takes (CONNECT): `http://user:password@proxy.example.com:3128`. */
      proxy: ValueSource.nullable().default(null),
      /** Places that are reached without it; this machine always is. */
      bypass: Places.default([]),
      /** The longest that each step of a connection may take. */
      connectTimeoutMs: Milliseconds.default(10_000),
      /** The longest that a document may take (of a sign-in, a server's card), and its most bytes. */
      fetchTimeoutMs: Milliseconds.default(10_000),
      fetchBytes: z
        .int()
        .min(1024)
        .default(1024 * 1024),
    })
    .prefault({}),
});
export type ProxyConfig = z.infer<typeof ProxyConfig>;

/** A configuration as read: `folder` is what its relative paths start from. */
export interface LoadedConfig {
  config: ProxyConfig | null;
  folder: string;
  problems: Problem[];
}

/** Reads a configuration file. What is wrong with it comes back as problems, each at its line. Throws when there is no file. */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const source = parseJsonSource(file, await readFile(file));
  const folder = dirname(resolve(file));
  if (source.value === undefined) return { config: null, folder, problems: source.problems };
  const { data, error } = ProxyConfig.safeParse(source.value);
  const problems = [
    ...source.problems,
    ...(error ? zodProblems(source, error, { code: 'E210', schema: ProxyConfig }) : []),
  ];
  return { config: problems.some(({ severity }) => severity === 'error') ? null : (data ?? null), folder, problems };
}
