import { describe, expect, it } from 'vitest';
import type { Package } from '../../catalog/server-json.ts';
import { type PackageSettings, packageCommand } from './package-command.ts';

const stdio = { type: 'stdio' };
const settings: PackageSettings = { args: [], env: {}, cwd: '/somewhere' };

function commandLine(pkg: Partial<Package>, over: Partial<PackageSettings> = {}) {
  const made = packageCommand(
    { registryType: 'npm', identifier: 'x', transport: stdio, ...pkg },
    { ...settings, ...over },
  );
  return 'reason' in made ? `${made.reason}: ${made.message}` : [made.command, ...made.args].join(' ');
}

describe('packageCommand', () => {
  it('runs an npm package that is installed here in that version, with nothing downloaded', () => {
    const pkg = {
      identifier: '@modelcontextprotocol/server-everything',
      version: '2026.8.31',
      packageArguments: [{ type: 'positional' as const, value: 'stdio' }],
    };
    expect(commandLine(pkg)).toMatch(/^\S*node \S+server-everything\/dist\/index\.js stdio$/);
  });

  it.each([
    [
      'another version of it',
      { identifier: '@modelcontextprotocol/server-everything', version: '1.0.0' },
      'npx -y @modelcontextprotocol/server-everything@1.0.0',
    ],
    ['PyPI', { registryType: 'pypi', identifier: 'mcp-server-fetch', version: '1.2.3' }, 'uvx mcp-server-fetch==1.2.3'],
    ['NuGet', { registryType: 'nuget', identifier: 'Acme.Mcp', version: '1.0.0' }, 'dnx Acme.Mcp@1.0.0 --yes'],
    [
      'a container',
      { registryType: 'oci', identifier: 'docker.io/mcp/fetch:1', environmentVariables: [{ name: 'KEY' }] },
      'docker run -i --rm -e KEY docker.io/mcp/fetch:1',
    ],
  ])('leaves %s to its own runner', (_what, pkg, line) => {
    expect(commandLine(pkg)).toBe(line);
  });

  it('puts the publisher’s arguments before the operator’s', () => {
    const packageArguments = [
      { type: 'named' as const, name: '--mode', value: 'safe' },
      { type: 'positional' as const, valueHint: 'folder', isRequired: true },
    ];
    expect(commandLine({ registryType: 'pypi', version: '1.0.0', packageArguments }, { args: ['/data'] })).toBe(
      'uvx x==1.0.0 --mode safe /data',
    );
  });

  it('names what the operator must still set', () => {
    const environmentVariables = [
      { name: 'API_KEY', isRequired: true, isSecret: true },
      { name: 'REGION', isRequired: true, default: 'eu' },
    ];
    expect(commandLine({ environmentVariables })).toMatch(/^needs-config: it needs API_KEY:/);
    expect(commandLine({ registryType: 'pypi', version: '1', environmentVariables }, { env: { API_KEY: 'k' } })).toBe(
      'uvx x==1',
    );
  });

  it.each([
    ['a server over HTTP', { transport: { type: 'streamable-http', url: 'http://127.0.0.1:{port}/mcp' } }],
    ['a name that a runner would read as an option', { identifier: '--eval=evil', version: '1.0.0' }],
    ['a bundle', { registryType: 'mcpb', identifier: 'https://example.com/mcp.mcpb' }],
  ])('does not start %s', (_what, pkg) => {
    expect(commandLine(pkg)).toMatch(/^not-runnable: /);
  });

  it('does not look for a package outside the folder of packages', () => {
    expect(commandLine({ identifier: '../../../etc', version: '1.0.0' })).toBe('npx -y ../../../etc@1.0.0');
  });
});
