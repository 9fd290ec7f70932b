import * as z from 'zod';
import { HealthPath, Milliseconds, ValueSource, Values } from '../../config-values.ts';

const Url = z.url({ protocol: /^https?$/ });
const Path = z.string().regex(/^\/[^?#\s]*$/);

/** What a service found live is called: `namespace/name` or an alias joins the catalog's entry of that name. */
const Name = z.string().min(1).max(200);

/** A Docker engine, or one that answers as it does (Podman), at its socket. */
export const DockerWhere = z.strictObject({
  socket: z.string().min(1).default('/var/run/docker.sock'),
  /** Whether running containers are looked at, and images that speak over stdio. */
  containers: z.boolean().default(true),
  images: z.boolean().default(true),
  /** Which address of a container is tried first: a port published on this machine, or its own in its network. */
  address: z.enum(['published', 'container']).default('published'),
  /** What starts an image: `run -i --rm IMAGE` is added. */
  command: z.array(z.string().min(1)).min(1).max(50).default(['docker']),
});
export type DockerWhere = z.infer<typeof DockerWhere>;

/** A name whose addresses are instances of one service. */
export const DnsWhere = z.strictObject({
  service: Name,
  host: z.string().min(1).max(253),
  /** `address` is A and AAAA together. An SRV record brings its own port and weight. */
  type: z.enum(['address', 'A', 'AAAA', 'SRV']).default('address'),
  transport: z.enum(['streamable-http', 'sse', 'websocket', 'openapi', 'rest']).default('streamable-http'),
  /** Unset: 80, or 443 with `tls`. */
  port: z.int().min(1).max(65_535).optional(),
  path: Path.default('/mcp'),
  tls: z.boolean().default(false),
  /** DNS servers to ask, as `10.0.0.2` or `10.0.0.2:53`. None: those of this machine. */
  servers: z.array(z.string().min(1)).max(10).default([]),
  headers: Values,
});
export type DnsWhere = z.infer<typeof DnsWhere>;

/** A REST service that describes itself in OpenAPI. */
export const OpenApiWhere = z.strictObject({
  url: Url,
  /** Unset: the title of its document. */
  name: Name.optional(),
  document: z.union([z.string().min(1), z.strictObject({ path: z.string().min(1) })]).optional(),
  healthPath: HealthPath,
  headers: Values,
  security: z.record(z.string().min(1), ValueSource).default({}),
});
export type OpenApiWhere = z.infer<typeof OpenApiWhere>;

/** A cluster whose services say by labels or annotations that they serve MCP. It is only ever read. */
export const KubernetesWhere = z.strictObject({
  /** The API server. `in-cluster`: as the variables of a pod say. A `kubectl proxy` is `http://127.0.0.1:8001`. */
  api: z.union([z.literal('in-cluster'), Url]).default('in-cluster'),
  /** The folder with `token` and `ca.crt`, which are read anew each time. The token only ever goes out over TLS. */
  credentials: z.string().min(1).default('/var/run/secrets/kubernetes.io/serviceaccount'),
  /** None: all that may be listed. */
  namespaces: z
    .array(z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/))
    .max(100)
    .default([]),
  /** A service that any of these selects counts. */
  labelSelectors: z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(10)
    .default(['io.modelcontextprotocol.server.name', 'mcp.port']),
  /** Whether ToolHive's `MCPServer` resources are read too, where the cluster has that kind. */
  mcpServers: z.boolean().default(true),
  /** How a service is reached: by its name in the cluster's DNS, or by its address. */
  address: z.enum(['name', 'ip']).default('name'),
  /** What names of services end with. */
  domain: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default('svc.cluster.local'),
});
export type KubernetesWhere = z.infer<typeof KubernetesWhere>;

/** Where services come from beside the catalog. What is found there can be called, since the operator named the place. */
export const SourcesConfig = z.strictObject({
  /** Folders whose subfolders are servers, each by its server.json, mcp.json, package.json or pyproject.toml. */
  folders: z.array(z.string().min(1)).max(100).default([]),
  docker: DockerWhere.nullable().default(null),
  dns: z.array(DnsWhere).max(1000).default([]),
  openapi: z
    .array(z.union([Url, OpenApiWhere]))
    .max(1000)
    .default([]),
  /** Configurations of MCP clients, or folders of projects with some; `user`: those of all known clients in the home folder. */
  clientConfigs: z.union([z.literal('user'), z.array(z.string().min(1)).max(100)]).default([]),
  kubernetes: KubernetesWhere.nullable().default(null),
  /** Milliseconds between two looks at each; Docker's events are followed beside that. */
  refresh: z
    .strictObject({
      configMs: Milliseconds.default(1000),
      snapshotMs: Milliseconds.default(30_000),
      foldersMs: Milliseconds.default(5000),
      dockerMs: Milliseconds.default(60_000),
      dnsMs: Milliseconds.default(15_000),
      openapiMs: Milliseconds.default(60_000),
      clientConfigsMs: Milliseconds.default(30_000),
      kubernetesMs: Milliseconds.default(30_000),
      /** What has vanished is kept for so long, unless its service has something else: it may be on its way back. */
      lingerMs: z.int().min(0).max(86_400_000).default(10_000),
      /** After a look that failed: so soon the first time, then twice as long each time, up to the interval. */
      retryMs: Milliseconds.default(1000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** The longest that one look may take. */
      timeoutMs: Milliseconds.default(10_000),
      /** The longest that reading the snapshot may take. */
      snapshotTimeoutMs: Milliseconds.default(60_000),
      /** The most services that one place may bring. */
      found: z.int().min(1).max(100_000).default(1000),
      /** The most bytes of one file that describes a server, and of one answer of an engine. */
      fileBytes: z
        .int()
        .min(1024)
        .default(1024 * 1024),
      /** The most bytes of a client's configuration: some keep much else in it. */
      configBytes: z
        .int()
        .min(1024)
        .default(16 * 1024 * 1024),
      answerBytes: z
        .int()
        .min(1024)
        .default(32 * 1024 * 1024),
      /** The most bytes of a snapshot that is read from a URL, all its parts together. */
      snapshotBytes: z
        .int()
        .min(1024)
        .default(512 * 1024 * 1024),
    })
    .prefault({}),
});
export type SourcesConfig = z.infer<typeof SourcesConfig>;
