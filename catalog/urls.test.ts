import { expect, it } from 'vitest';
import { categoryPath, isProxyPath, PROXY_PREFIXES, serverPath } from './urls.ts';

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
