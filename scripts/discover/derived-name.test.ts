import { describe, expect, it } from 'vitest';
import { nameOfLocal, nameOfPackage, nameOfRemote, nameOfRepository } from './derived-name.ts';

describe('a derived name', () => {
  it.each([
    [nameOfRepository('Acme', 'weather.mcp'), 'io.github.Acme/weather.mcp'],
    [nameOfPackage('npm', '@acme/weather'), 'npm.acme/weather'],
    [nameOfPackage('npm', 'weather'), 'npm/weather'],
    [nameOfPackage('npm', '@a_b~c/x'), 'npm.a-b-c/x-server'],
    [nameOfPackage('pypi', 'MCP_server.Weather'), 'pypi/mcp-server-weather'],
    [nameOfPackage('nuget', 'Acme.Weather'), 'nuget/Acme.Weather'],
    [nameOfPackage('oci', 'ghcr.io/acme/tools/weather:1.0'), 'io.ghcr.acme.tools/weather'],
    [nameOfPackage('oci', 'mcp/time'), 'io.docker.mcp/time'],
    [nameOfRemote('https://weather.example.com/mcp'), 'com.example.weather/mcp'],
    [nameOfRemote('https://weather.example.com/'), 'com.example.weather/mcp'],
    [nameOfRemote('https://example.com/s/{token}/sse?x=1'), 'com.example/s-sse'],
    [nameOfRemote('http://127.0.0.1:3000/mcp'), '127.0.0.1/mcp'],
    [nameOfRemote('http://[::1]:3000/mcp'), '1-server/mcp'],
    [nameOfLocal('my-files'), 'local/my-files'],
    [nameOfLocal(''), 'local/server'],
  ])('is %s', (made, wanted) => {
    expect(made).toBe(wanted);
    expect(made).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9]\/[a-zA-Z0-9][a-zA-Z0-9._-]*[a-zA-Z0-9]$/);
  });
});
