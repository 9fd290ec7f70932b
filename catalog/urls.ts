import { lastOf } from './last-of.ts';

/** Path prefixes that the proxy answers itself; they win over files of the site. */
export const PROXY_PREFIXES = [
  '/api',
  '/v0',
  '/v0.1',
  '/servers',
  '/openapi.json',
  '/openapi.yaml',
  '/docs',
  '/health',
  '/metrics',
  '/mcp',
  '/sse',
] as const;

/** Aliases that would shadow an address of ours (`/mcp/all`, `/sse/all`, …). */
export const RESERVED_ALIASES: readonly string[] = ['all', 'profiles', 'sse', 'ws'];

/** Namespaces whose folder would lie where the site has a file (`v0.1/servers/index.html`, `feeds/drift.atom`). */
export const RESERVED_NAMESPACES: readonly string[] = [
  'index.html',
  ...['incidents', 'drift', 'changes'].flatMap((feed) => ['rss', 'atom', 'json'].map((ending) => `${feed}.${ending}`)),
];

/** Whether a path belongs to the proxy. `/healthy-page/` does not, `/health/live` does. */
export function isProxyPath(path: string): boolean {
  return PROXY_PREFIXES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** The address of a server's page, from the site's root, with no leading slash. */
export function serverPath(name: string): string {
  return `server/${name}/`;
}

/** The address of a server's page as Markdown, from the site's root, with no leading slash. */
export function markdownPath(name: string): string {
  return `${serverPath(name)}index.md`;
}

/** The address of a category's page, from the site's root, with no leading slash. */
export function categoryPath(category: string): string {
  return `category/${category}/`;
}

/** The address of a namespace's list of servers, from the site's root, with no leading slash. */
export function publisherPath(namespace: string): string {
  return `publisher/${namespace}/`;
}

/** The address of a server's status as JSON, from the site's root, with no leading slash. */
export function statusPath(name: string): string {
  return `status/servers/${name}.json`;
}

/** The address of a server's health as a badge, from the site's root, with no leading slash. */
export function badgePath(name: string): string {
  return `badges/${name}.svg`;
}

/** The address of what shields.io makes a server's badge of, from the site's root, with no leading slash. */
export function badgeDataPath(name: string): string {
  return `badges/${name}.json`;
}

/** The address of the feed of one server, from the site's root, with no leading slash. It is there once something happened. */
export function feedPath(name: string): string {
  return `feeds/${name}.atom`;
}

/**
 * The address of a path of the site (`server/a/b/`). Paths of ours are plain, so they need no escaping: tens of thousands of pages name
 * a dozen of them each, and reading them as URLs took a twentieth of a build.
 */
export function siteAddress(siteUrl: string, path: string): string {
  return folderOf(siteUrl) + path;
}

const folderOf = lastOf((siteUrl) => new URL('.', siteUrl).href);
