import { describe, expect, it } from 'vitest';
import { parseJsonSource } from '../json/json-source.ts';
import { judgeFile } from '../rules/judge.ts';
import { OFFICIAL_META } from '../snapshot/server-response.ts';
import { dialects } from './index.ts';
import { formerPointer } from './names.ts';
import { readVersion } from './read-version.ts';
import { versionsIn } from './versions-in.ts';

describe('every dialect', () => {
  it.each(dialects.map((dialect) => [dialect.name, dialect] as const))('%s reads its example', (name, { example }) => {
    const read = readVersion(example);
    expect(read?.dialect).toBe(name);
    const file = { ...parseJsonSource('server.json', JSON.stringify(read?.server)), kind: 'server' as const };
    expect(judgeFile(file).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('leaves what is no server to whoever asked', () => {
    for (const value of [null, 'text', 7, [], {}, { servers: [] }]) expect(readVersion(value)).toBeNull();
  });
});

function example(letter: string): Record<string, unknown> {
  const { example } = dialects.find(({ name }) => name.startsWith(letter)) ?? {};
  if (!example) throw new Error(`no dialect ${letter}`);
  return example;
}

describe('the seed', () => {
  it('becomes what it would be today', () => {
    expect(readVersion(example('A'))).toEqual({
      dialect: 'A 2025-05-16',
      server: {
        $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
        name: 'io.github.example/weather',
        description: 'Tells the weather of tomorrow',
        version: '0.0.1-seed',
        repository: { url: 'https://github.com/example/weather', source: 'github', id: '1' },
        packages: [
          {
            registryType: 'oci',
            identifier: 'docker.io/example/weather:1.0.0',
            environmentVariables: [{ name: 'CITY', description: 'Where', isRequired: true }],
            transport: { type: 'stdio' },
          },
        ],
        remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
      },
      registry: { publishedAt: '2025-05-16T18:56:49Z', isLatest: true },
      notes: [
        expect.objectContaining({ code: 'repository-mended', pointer: '/repository/url' }),
        expect.objectContaining({ code: 'image-named', pointer: '/packages/0/name' }),
      ],
    });
  });

  it('is read without packages too, as its lists have it, with the addresses and dates of its Swagger text', () => {
    const { packages: _packages, remotes: _remotes, ...listed } = example('A');
    const dates = { created_at: '2025-05-17T00:00:00Z', updated_at: '2025-05-18T00:00:00Z' };
    const detail = { version: '1.0.0', release_date: '', is_latest: false };
    const read = readVersion({ ...listed, ...dates, url: 'https://example.com/', version_detail: detail });
    expect(read?.server.websiteUrl).toBe('https://example.com/');
    expect(read?.registry).toEqual({
      publishedAt: '2025-05-17T00:00:00Z',
      updatedAt: '2025-05-18T00:00:00Z',
      isLatest: false,
    });
  });
});

describe('the registry’s own record', () => {
  it.each([
    [
      'B',
      { status: 'active', publishedAt: '2025-08-01T10:00:00.123Z', updatedAt: '2025-08-02T10:00:00Z', isLatest: true },
    ],
    [
      'C',
      { status: 'deprecated', publishedAt: '2025-09-17T10:00:00Z', updatedAt: '2025-09-18T10:00:00Z', isLatest: true },
    ],
    [
      'D',
      {
        status: 'deleted',
        statusMessage: 'Moved to com.example/weather',
        statusChangedAt: '2026-03-01T09:00:00.123Z',
        publishedAt: '2026-02-01T09:00:00Z',
        updatedAt: '2026-03-01T09:00:00.123Z',
        isLatest: true,
      },
    ],
  ])('is found in %s, and does not stay inside the server', (letter, record) => {
    const read = readVersion(example(letter));
    expect(read?.registry).toEqual(record);
    expect(read?.server).not.toHaveProperty('status');
    expect(read?.server).not.toHaveProperty('_meta');
  });

  it('may be missing or wrong, which is noted', () => {
    const official = { status: 'gone', publishedAt: '0001-01-01T00:00:00Z', updatedAt: 'yesterday' };
    const read = readVersion({ ...example('D'), _meta: { [OFFICIAL_META]: official } });
    expect(read?.registry).toEqual({});
    expect(read?.notes.map(({ code }) => code)).toEqual(['field-dropped', 'field-dropped', 'field-dropped']);
    expect(readVersion({ server: example('D').server })?.registry).toEqual({});
  });
});

it('says in the names of what was read where something stood', () => {
  const read = { version_detail: { version: '1' }, packages: [{ registry_name: 'npm', environment_variables: [{}] }] };
  expect(formerPointer(read, '/version')).toBe('/version_detail/version');
  expect(formerPointer(read, '/packages/0/registryType')).toBe('/packages/0/registry_name');
  expect(formerPointer(read, '/packages/0/environmentVariables/0/isSecret')).toBe(
    '/packages/0/environment_variables/0/isSecret',
  );
});

it('keeps the names of variables, and a key of any name', () => {
  const server = JSON.parse(
    '{"name":"a/b","__proto__":{"x":1},"remotes":[{"url":"u","variables":{"api_key":{"is_secret":true}}}]}',
  );
  const read = readVersion({ server });
  expect(read?.server.remotes).toBeUndefined();
  expect(JSON.stringify(read)).toContain('"api_key":{"isSecret":true}');
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

describe('a document', () => {
  const [a, d] = [example('A'), example('D')];

  it.each([
    ['one object', JSON.stringify(a), ['']],
    ['a list', JSON.stringify([a, d]), ['/0', '/1']],
    ['a registry’s answer', JSON.stringify({ servers: [d], metadata: { count: 1 } }), ['/servers/0']],
    [
      'a value a line',
      `${JSON.stringify(a)}\n\n${JSON.stringify({ servers: [d, a] })}\n`,
      ['line 1', 'line 3/servers/0', 'line 3/servers/1'],
    ],
    ['lines, one of them broken', `${JSON.stringify(a)}\n{"na`, ['line 1', 'line 2']],
    ['an empty list', '[]', []],
  ])('may be %s', (_what, text, places) => {
    expect(versionsIn(text)?.map(({ at }) => at)).toEqual(places);
  });

  it('is none without any JSON object', () => {
    for (const text of ['', '<html></html>', 'name,version']) expect(versionsIn(text)).toBeNull();
  });
});
