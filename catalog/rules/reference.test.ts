import { describe, expect, it } from 'vitest';
import { jsonText } from '../json/json-edit.ts';
import { catalogFile } from '../read-catalog.ts';
import { SERVER_SCHEMA_URL } from '../server-json.ts';
import { aServerJson } from '../testing.ts';
import { judgeFile } from './judge.ts';

/** The names that the official registry has for what it refuses, and a `server.json` that it refuses for each. */
const OFFICIAL: Record<string, Record<string, unknown>[]> = {
  'schema-field-required': [{ $schema: undefined }],
  'schema-version-extraction-error': [{ $schema: 'https://example.com/server.json' }, { $schema: 'newest' }],
  'schema-version-not-available': [{ $schema: SERVER_SCHEMA_URL.replace('2025-12-11', '2024-01-01') }],
  'schema-version-deprecated': [{ $schema: SERVER_SCHEMA_URL.replace('2025-12-11', '2025-07-09') }],
  'invalid-server-name': [{ name: 'weather' }, { name: 'a/b/c' }, { name: 'com.example/-x' }, { name: 'c/weather' }],
  'reserved-version-string': [{ version: 'latest' }, { packages: [aPackage({ version: 'latest' })] }],
  'version-looks-like-range': [
    ...['^1.2.3', '~1.2.3', '>=1', '<=1', '>1', '<1', '=1', '1.2.3 - 2.0.0', '1.2 || 1.3', '1.x', '1.2.*', 'x.1'].map(
      (version) => ({ version }),
    ),
    { packages: [aPackage({ version: '^1.2.3' })] },
  ],
  'invalid-repository-url': [
    { repository: { source: 'github', url: 'https://github.com/example' } },
    { repository: { source: 'gitlab', url: 'https://github.com/example/weather' } },
    { repository: { source: 'github', url: 'nowhere' } },
    { repository: { source: 'codeberg', url: 'https://codeberg.org/example/weather' } },
  ],
  'invalid-subfolder-path': ['/src', 'src/', '../src', 'src//mcp', 'src/./mcp', 'a b', ''].map((subfolder) => ({
    repository: { source: 'github', url: 'https://github.com/example/weather', subfolder },
  })),
  'invalid-website-url': [{ websiteUrl: 'https://' }],
  'website-url-must-be-absolute': [{ websiteUrl: '/weather' }, { websiteUrl: 'example.com' }],
  'website-url-invalid-scheme': [{ websiteUrl: 'http://example.com/' }, { websiteUrl: 'javascript:alert(1)' }],
  'website-url-invalid-characters': [{ websiteUrl: 'https://example.com/"a' }, { websiteUrl: 'https://a.example/<b>' }],
  'title-whitespace-only': [{ title: ' \t' }],
  'icon-src-invalid-url': [{ icons: [{ src: 'https://' }] }],
  'icon-src-not-absolute': [{ icons: [{ src: 'icon.png' }] }],
  'icon-src-invalid-scheme': [{ icons: [{ src: 'data:image/png;base64,AA' }] }],
  'package-name-has-spaces': [{ packages: [aPackage({ identifier: 'my package' })] }],
  'named-argument-name-required': [anArgument({ type: 'named' }), anArgument({ type: 'named', name: '' })],
  'invalid-named-argument-name': ['--a b', '--<a>', '--$a'].map((name) => anArgument({ type: 'named', name })),
  'argument-value-starts-with-name': [anArgument({ type: 'named', name: '--port', value: '--port 80' })],
  'argument-default-starts-with-name': [anArgument({ type: 'named', name: '--port', default: '--port=80' })],
  'stdio-transport-url-not-empty': [
    { packages: [aPackage({ transport: { type: 'stdio', url: 'http://a.example' } })] },
  ],
  'streamable-transport-url-required': [
    { packages: [aPackage({ transport: { type: 'streamable-http' } })] },
    { packages: [aPackage({ transport: { type: 'sse', url: '' } })] },
  ],
  'invalid-templated-url': [
    { packages: [aPackage({ transport: { type: 'streamable-http', url: 'http://localhost:{port}/mcp' } })] },
    { remotes: [{ type: 'sse', url: 'https://{city}.example.com/sse' }] },
  ],
  'unsupported-transport-type': [{ packages: [aPackage({ transport: { type: 'http', url: 'http://a.example' } })] }],
  'remote-transport-url-required': [{ remotes: [{ type: 'sse' }] }, { remotes: [{ type: 'sse', url: '' }] }],
  'invalid-remote-url': [
    ...['http://a.example.com/mcp', 'https://localhost/mcp', 'https://127.0.0.1/mcp', 'https://a.localhost/mcp'],
    ...['{base}/mcp', 'wss://a.example.com/mcp', 'https://a.example.com/ mcp'],
  ].map((url) => ({ remotes: [{ type: 'sse', url }] })),
  'unsupported-remote-transport-type': [{ remotes: [{ type: 'stdio', url: 'https://a.example.com/mcp' }] }],
};

function aPackage(over: Record<string, unknown>) {
  return { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' }, ...over };
}

function anArgument(argument: Record<string, unknown>) {
  return { packages: [aPackage({ packageArguments: [argument] })] };
}

const problemsOf = (over: Record<string, unknown>) =>
  judgeFile(catalogFile('server.json', jsonText({ ...aServerJson(), ...over })));

describe('the rules know every name that the official registry has', () => {
  const cases = Object.entries(OFFICIAL).flatMap(([name, servers]) => servers.map((server) => [name, server] as const));

  it.each(cases)('%s: %j', (name, server) => {
    const problems = problemsOf(server);
    expect(problems.map(({ reference }) => reference)).toContain(name);
    for (const { reference } of problems) expect(Object.keys(OFFICIAL)).toContain(reference ?? name);
  });

  it('29 of them, and none stands against what is right', () => {
    expect(Object.keys(OFFICIAL)).toHaveLength(29);
    expect(problemsOf({})).toEqual([]);
  });
});
