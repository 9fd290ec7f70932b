import { expect, it } from 'vitest';
import { categoryPath, isProxyPath, PROXY_PREFIXES, serverPath, siteAddress } from './urls.ts';

it('knows the proxy’s paths from the site’s', () => {
  const proxied = [
    '/mcp',
    '/mcp/all',
    '/sse/',
    '/v0/servers',
    '/v0.1',
    '/health/live',
    '/openapi.json',
    '/api/services/a%2Fb',
    '/docs/',
  ];
  expect([...PROXY_PREFIXES, ...proxied].filter((path) => !isProxyPath(path))).toEqual([]);
  const own = [
    '/',
    '',
    '/healthy-page/',
    '/mcp-guide/',
    '/server/com.example/mcp/',
    '/status/',
    '/guide/api/',
    '/v0.2',
    '/v1',
    'mcp',
    '/MCP',
  ];
  expect(own.filter(isProxyPath)).toEqual([]);
});

it('gives pages addresses that do not collide with the proxy', () => {
  const paths = [serverPath('com.example/mcp'), categoryPath('health')];
  expect(paths).toEqual(['server/com.example/mcp/', 'category/health/']);
  expect(paths.filter((path) => isProxyPath(`/${path}`))).toEqual([]);
});

it('joins a path of the site to its root as a browser would', () => {
  const roots = [
    'https://example.com',
    'https://example.com/registry',
    'https://EXAMPLE.com:443/a/b/',
    'http://[::1]:8080/x/?q#f',
  ];
  const paths = ['', 'server/com.example/a+b_c@1.0-rc.1/', 'status/servers/a/b.json', 'server/a/b/#incidents'];
  for (const root of roots)
    for (const path of paths) expect(siteAddress(root, path)).toBe(new URL(path === '' ? '.' : path, root).href);
});
