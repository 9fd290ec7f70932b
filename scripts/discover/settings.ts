import * as z from 'zod';
import { PUBLIC_BASES } from '../../catalog/packages/bases.ts';

const Url = z.url({ protocol: /^https?$/ });
const Domain = z
  .string()
  .max(253)
  .regex(/^(?=.*\.)[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'a domain such as example.com');

/** The registry that the specification speaks of. It has names proven: by an account, a domain, and each package. */
export const OFFICIAL_REGISTRY = 'https://registry.modelcontextprotocol.io';

/** `catalog/discovery.json`: where a registry looks for servers, and how politely. What is left out is as here. */
export const DiscoverySettings = z.strictObject({
  $schema: z.string().optional(),
  /** Base addresses of registries that speak the registry API v0.1. */
  registries: z.array(Url).max(50).default([OFFICIAL_REGISTRY]),
  npm: z
    .strictObject({
      /** Searches, in the words of npm's search. */
      searches: z
        .array(z.string().min(1).max(200))
        .max(50)
        .default(['keywords:mcp-server', 'keywords:modelcontextprotocol']),
    })
    .prefault({}),
  pypi: z
    .strictObject({
      /** Where PyPI, or a mirror of it, is asked. */
      url: Url.default(PUBLIC_BASES.pypi),
      /** Packages to look up, beside those that other sources name. */
      packages: z.array(z.string().min(1).max(200)).max(1000).default([]),
      /** Whether its feeds of new packages and versions are read, for those that are called after MCP. */
      newest: z.boolean().default(false),
    })
    .prefault({}),
  github: z
    .strictObject({
      /** Organisations and accounts whose repositories are all looked at; this comes first. */
      owners: z.array(z.string().min(1).max(100)).max(100).default([]),
      topics: z.array(z.string().min(1).max(50)).max(20).default(['mcp-server']),
      /** Whether code search looks for `server.json`, which needs a token. */
      codeSearch: z.boolean().default(true),
      /** So many of the hour's requests are left to whoever shares the token; never more than a tenth of them. */
      reserve: z.int().min(0).max(10_000).default(100),
    })
    .prefault({}),
  /** Domains that may describe servers of theirs: AI Catalog, server cards. */
  domains: z.array(Domain).max(10_000).default([]),
  /** Whether also the domains are asked of websites and remotes that the other sources name. */
  domainsOfOthers: z.boolean().default(false),
  oci: z
    .strictObject({
      /** The API of Docker Hub, which knows what is in a namespace; null: namespaces are not looked at. */
      hub: Url.nullable().default(null),
      /** A registry that has all images, such as a mirror; null: each image is asked for where its name says. */
      registry: Url.nullable().default(null),
      /** Namespaces of Docker Hub whose repositories are looked at. */
      namespaces: z.array(z.string().min(1).max(100)).max(100).default(['mcp']),
      /** Single images, as `docker pull` names them. */
      images: z.array(z.string().min(1).max(300)).max(1000).default([]),
    })
    .prefault({}),
  /** REST services that are asked on this machine, beside those of the proxy's configuration: nobody there is no fault. */
  openapi: z.array(Url).max(100).default(['http://127.0.0.1:8000', 'http://127.0.0.1:8080']),
  politeness: z
    .strictObject({
      /** Milliseconds between two requests to one host. */
      gapMs: z.int().min(0).max(60_000).default(600),
      /** Requests that one source may make in a run. */
      requests: z.int().min(1).max(1_000_000).default(5000),
      /** The longest that one source may take. */
      minutes: z.number().positive().max(600).default(60),
      /** The longest wait that a host may ask for before its source gives up. */
      longestWaitMs: z.int().min(0).max(3_600_000).default(300_000),
      /** The most bytes of one answer. */
      answerBytes: z
        .int()
        .min(1024)
        .default(8 * 1024 * 1024),
    })
    .prefault({}),
});
export type DiscoverySettings = z.infer<typeof DiscoverySettings>;
