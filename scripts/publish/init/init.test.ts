import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../../catalog/git/testing-git.ts';
import { SERVER_SCHEMA_URL } from '../../../catalog/server-json.ts';
import { writeCatalog } from '../../../catalog/testing-files.ts';
import { modernServer, sseServer } from '../../../proxy/testing.ts';
import { EXIT } from '../../command.ts';
import { type InitOptions, init } from './init.ts';
import { repositoryOf } from './repository.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Record<string, unknown>) => writeCatalog(folder, files);
const server = () => JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));

/** Writes a server.json without a fault, and gives what is left to do. */
async function notesOf(over: Partial<InitOptions> = {}): Promise<string[]> {
  const { file, notes, problems } = await init(folder, { egress: { any: true }, force: false, ...over });
  expect([file, problems]).toEqual([join(folder, 'server.json'), []]);
  return notes;
}

const npm = {
  ...{ name: '@octocat/weather-mcp', version: '1.2.3', description: 'Tells the weather', bin: 'index.js' },
  repository: { type: 'git', url: 'git+https://github.com/octocat/tools.git', directory: 'packages/weather' },
};

describe('npm run publish -- init', () => {
  it('writes what a package.json says, and what the package should say', async () => {
    write({ 'package.json': npm });
    const notes = await notesOf();
    expect(server()).toEqual({
      ...{ $schema: SERVER_SCHEMA_URL, name: 'io.github.octocat/weather-mcp', description: 'Tells the weather' },
      version: '1.2.3',
      repository: { url: 'https://github.com/octocat/tools', source: 'github', subfolder: 'packages/weather' },
      packages: [
        {
          ...{ registryType: 'npm', identifier: '@octocat/weather-mcp', version: '1.2.3', runtimeHint: 'npx' },
          transport: { type: 'stdio' },
        },
      ],
    });
    expect(notes.join('\n')).toContain('add "mcpName": "io.github.octocat/weather-mcp"');
  });

  it('takes the name that the package has chosen', async () => {
    write({ 'package.json': { ...npm, mcpName: 'com.acme/weather' } });
    expect((await notesOf()).join('\n')).not.toContain('mcpName');
    expect(server().name).toBe('com.acme/weather');
  });

  it('writes what a pyproject.toml says', async () => {
    write({
      'pyproject.toml': `[project]
name = "weather_mcp"
version = "2.0.0"
description = "Tells the weather"
[project.urls]
Homepage = "https://weather.example.com"
"Source Code" = "https://github.com/acme/weather"
[project.scripts]
weather = "weather:main"
`,
    });
    const notes = await notesOf();
    expect(server()).toMatchObject({
      ...{ name: 'io.github.acme/weather_mcp', version: '2.0.0', websiteUrl: 'https://weather.example.com' },
      packages: [{ registryType: 'pypi', identifier: 'weather_mcp', version: '2.0.0', runtimeHint: 'uvx' }],
    });
    expect(notes.join('\n')).toContain('"mcp-name: io.github.acme/weather_mcp"');
  });

  it('finds the repository in the clone, where the project does not say it', async () => {
    write({ 'package.json': { name: 'weather' } });
    gitIn(folder, 'init', '--quiet');
    gitIn(folder, 'remote', 'add', 'origin', 'git@github.com:octocat/weather.git');
    const notes = (await notesOf()).join('\n');
    expect(server()).toMatchObject({ name: 'io.github.octocat/weather', version: '0.1.0' });
    for (const word of ['description:', 'version:', '"bin"', 'environment variables']) expect(notes).toContain(word);
  });

  it.each([
    ['a running server', () => modernServer(), 'streamable-http'],
    ['one that speaks the older way', () => sseServer(), 'sse'],
  ])('asks %s, and leaves out an address that is for this machine alone', async (_what, start) => {
    await using running = await start();
    const notes = (await notesOf({ url: running.url })).join('\n');
    expect(notes).toContain(`remotes: ${running.url} is no public https address`);
    expect(server()).not.toHaveProperty('remotes');
    expect(server().name).toMatch(/^com\.example\/\w+/);
  });

  it('starts a server by its command, and believes the package where both say something', async () => {
    const said = { name: 'child', title: ' The\u200b  Weather ', version: '9.9.9', websiteUrl: 'javascript:alert(1)' };
    const result = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      serverInfo: said,
      instructions: 'word '.repeat(99),
    };
    const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method } = JSON.parse(line);
      if (method === 'initialize') console.log(JSON.stringify({ jsonrpc: '2.0', id, result: ${JSON.stringify(result)} }));
      else if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'No' } }));
    });`;
    write({ 'child.cjs': script, 'package.json': { ...npm, description: undefined } });
    const notes = (await notesOf({ commandLine: `"${process.execPath}" child.cjs` })).join('\n');
    expect(server()).toMatchObject({ name: 'io.github.octocat/weather-mcp', title: 'The Weather', version: '1.2.3' });
    expect(server().description).toMatch(/^(word )+word…$/);
    expect(server()).not.toHaveProperty('websiteUrl');
    expect(notes).toContain('it was cut to 100 characters');
  });

  it('never writes over a file, unless it is told to', async () => {
    write({ 'package.json': npm, 'server.json': 'mine' });
    await expect(notesOf()).rejects.toMatchObject({ exitCode: EXIT.misuse });
    expect(readFileSync(join(folder, 'server.json'), 'utf8')).toBe('mine');
    await notesOf({ force: true });
    expect(server().version).toBe('1.2.3');
  });

  it.each([
    ['nothing to read', {}, 'There is neither a package.json nor a pyproject.toml'],
    ['JSON that is none', { 'package.json': '{' }, /package\.json cannot be read: /],
    ['TOML that is none', { 'pyproject.toml': '[project' }, /pyproject\.toml cannot be read: /],
    ['another thing', { 'package.json': [] }, /package\.json cannot be read: /],
  ])('says where there is %s', async (_what, files, said) => {
    write(files);
    await expect(notesOf()).rejects.toThrow(said);
  });

  it('says why a server cannot be asked', async () => {
    await expect(notesOf({ commandLine: 'exit 3' })).rejects.toThrow('The server cannot be asked');
  });
});

describe('the address of a repository', () => {
  it.each([
    'github:acme/weather',
    'acme/weather',
    'https://github.com/acme/weather.git',
    'git+ssh://git@github.com/acme/weather.git',
    'git@github.com:acme/weather.git',
    'https://user:secret@github.com/acme/weather#readme',
    'https://www.github.com/acme/weather/tree/main/src',
  ])('is its page: %s', (address) => {
    expect(repositoryOf(address)).toEqual({ url: 'https://github.com/acme/weather', source: 'github' });
  });

  it.each([undefined, '', 'https://git.example.com/acme/weather', 'https://github.com/acme', 'gist:11081aaa281'])(
    'is left out where there is no page: %s',
    (address) => expect(repositoryOf(address)).toBeNull(),
  );
});
