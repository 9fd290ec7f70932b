// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the clients' own placeholders
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Package, Remote, ServerJson } from '../../catalog/server-json.ts';
import { aServerJson } from '../../catalog/testing.ts';
import { offerOf, shortName } from './client.ts';
import { CLIENTS } from './clients.ts';
import type { Offer } from './offer.ts';
import { type Way, waysOf } from './way.ts';

const local: Package = {
  registryType: 'npm',
  identifier: '@acme/mail',
  version: '1.2.3',
  transport: { type: 'stdio' },
  environmentVariables: [
    { name: 'MAIL_TOKEN', isRequired: true, isSecret: true, description: "The mail server's token" },
    { name: 'MAIL_MODE', value: `it's "$HOME" & \`id\` \\ !` },
    { name: 'MAIL_PROXY', description: 'Optional' },
  ],
  packageArguments: [
    { type: 'positional', value: 'serve now' },
    { type: 'named', name: '--folder', isRequired: true, valueHint: 'folder', format: 'filepath' },
  ],
};
const hosted: Remote = {
  type: 'streamable-http',
  url: 'https://mail.example.com/mcp?a=1&b=2',
  headers: [
    {
      name: 'Authorization',
      value: 'Bearer {api-key}',
      isRequired: true,
      isSecret: true,
      variables: { 'api-key': { isSecret: true } },
    },
  ],
};
const open: Remote = { type: 'streamable-http', url: 'https://open.example.com/mcp' };
/** What the reader's shell holds. */
const HELD = { MAIL_TOKEN: "t'o k$en", FOLDER: '/a b', API_KEY: 'k"ey' };

describe('for a server that runs locally', () => {
  const args = ['-y', '@acme/mail@1.2.3', 'serve now', '--folder', HELD.FOLDER];
  const settings = [`MAIL_TOKEN=${HELD.MAIL_TOKEN}`, `MAIL_MODE=it's "$HOME" & \`id\` \\ !`];

  it.each(['claude-code', 'codex'])('%s gets one line in which every word survives the shell', (id) => {
    const binary = id === 'codex' ? 'codex' : 'claude';
    const words = shellWords(onlyText(offer(id, local)));
    expect(words).toEqual([
      binary,
      'mcp',
      'add',
      'mail',
      '--env',
      settings[0],
      '--env',
      settings[1],
      '--',
      'npx',
      ...args,
    ]);
  });

  it.each([
    ['cursor', 'mcpServers', '${env:MAIL_TOKEN}'],
    ['vscode', 'servers', '${input:mail_token}'],
    ['gemini', 'mcpServers', '${MAIL_TOKEN}'],
    ['windsurf', 'mcpServers', '<MAIL_TOKEN>'],
    ['zed', 'context_servers', '<MAIL_TOKEN>'],
  ])('%s gets a file that parses, with a place for the secret', (id, root, gap) => {
    const config = JSON.parse(fileOf(offer(id, local)));
    expect(config[root].mail).toMatchObject({
      command: 'npx',
      args: [...args.slice(0, -1), gap.replace('MAIL_TOKEN', 'FOLDER').replace('mail_token', 'folder')],
      env: { MAIL_TOKEN: gap, MAIL_MODE: `it's "$HOME" & \`id\` \\ !` },
    });
  });

  it.each(['copilot-cli', 'kiro'])('%s fills in settings, and no argument', (id) => {
    const { after } = offer(id, local);
    expect(JSON.parse(fileOf(offer(id, local))).mcpServers.mail).toMatchObject({
      args: [...args.slice(0, -1), '<FOLDER>'],
      env: { MAIL_TOKEN: '${MAIL_TOKEN}' },
    });
    expect(after).toContain('put your own values in the marked places');
  });

  it('Goose says where what it asks for has to be', () => {
    expect(offer('goose', local).after).toMatch(/finds MAIL_TOKEN nowhere: .* Put your own values/);
  });

  it.each([
    ['gemini', 'MAIL_MODE is "$HOME"', true],
    ['cursor', 'MAIL_MODE is "$HOME"', false],
    ['zed', 'it fills in nothing', false],
  ])('%s warns of a value that it would fill in itself: %s', (id, _why, warns) => {
    expect(/would fill in itself/.test(offer(id, local).after ?? '')).toBe(warns);
  });

  it('VS Code asks for the secret, and does not show it', () => {
    const { inputs } = JSON.parse(fileOf(offer('vscode', local)));
    expect(inputs).toContainEqual({
      type: 'promptString',
      id: 'mail_token',
      description: "The mail server's token",
      password: true,
    });
  });

  it('Claude says why it cannot', () => {
    expect(offerOf(client('claude'), 'mail', way(local).launch)).toMatch('runs on your machine');
  });
});

describe('for a hosted server', () => {
  it.each([
    [
      'claude-code',
      [
        'claude',
        'mcp',
        'add',
        '--transport',
        'http',
        'mail',
        hosted.url,
        '--header',
        `Authorization: Bearer ${HELD.API_KEY}`,
      ],
    ],
  ])('%s gets one line in which every word survives the shell', (id, words) => {
    expect(shellWords(onlyText(offer(id, hosted)))).toEqual(words);
  });

  it.each([
    ['cursor', 'mcpServers', 'url', '${env:API_KEY}'],
    ['vscode', 'servers', 'url', '${input:api_key}'],
    ['gemini', 'mcpServers', 'httpUrl', '${API_KEY}'],
    ['windsurf', 'mcpServers', 'url', '<API_KEY>'],
    ['copilot-cli', 'mcpServers', 'url', '${API_KEY}'],
    ['kiro', 'mcpServers', 'url', '${API_KEY}'],
    ['junie', 'mcpServers', 'url', '<API_KEY>'],
    ['zed', 'context_servers', 'url', '<API_KEY>'],
  ])('%s gets a file that parses', (id, root, key, gap) => {
    const config = JSON.parse(fileOf(offer(id, hosted)));
    expect(config[root].mail).toMatchObject({ [key]: hosted.url, headers: { Authorization: `Bearer ${gap}` } });
  });

  it('Codex gets TOML that names the variable of the token', () => {
    expect(onlyText(offer('codex', hosted)).split('\n')).toEqual([
      '[mcp_servers.mail]',
      `url = ${JSON.stringify(hosted.url)}`,
      'bearer_token_env_var = "API_KEY"',
    ]);
    expect(offer('codex', hosted).after).toBe('It reads API_KEY from your environment.');
    const own = { ...hosted, headers: [{ name: 'X-Key', isRequired: true, isSecret: true }] };
    expect(onlyText(offer('codex', own))).toContain('\nenv_http_headers."X-Key" = "X_KEY"');
    expect(shellWords(onlyText(offer('codex', open)))).toEqual(['codex', 'mcp', 'add', 'mail', '--url', open.url]);
  });

  it('Claude opens its connector form, filled in', () => {
    const [link] = offer('claude', open).links;
    const query = new URL(link?.href ?? '').searchParams;
    expect([query.get('connectorName'), query.get('connectorUrl')]).toEqual(['mail', open.url]);
    expect(offerOf(client('claude'), 'mail', way(hosted).launch)).toMatch('asks for no header');
  });
});

describe('the links that open a client', () => {
  it('are none where something in them would have to be put in by hand, or is lost', () => {
    const linked = (of: Package | Remote) => CLIENTS.filter(({ id }) => linksOf(id, of).length > 0).map(({ id }) => id);
    expect(linked(local)).toEqual(['cursor', 'vscode', 'vscode-insiders', 'visual-studio']);
    // Kiro fills in headers, and DeepChat would drop them.
    expect(linked(hosted)).toEqual(['cursor', 'vscode', 'vscode-insiders', 'visual-studio', 'kiro']);
    expect(linked({ ...open, type: 'sse' })).toContain('deepchat');
    expect(linked(open)).not.toContain('deepchat');
  });

  it('DeepChat: no tool is approved in advance', () => {
    const [link] = offer('deepchat', { ...open, type: 'sse' }).links;
    const code = new URL(link?.href ?? '').searchParams.get('code') ?? '';
    const { mcpServers } = JSON.parse(Buffer.from(code, 'base64').toString('utf8'));
    expect(mcpServers).toEqual({ mail: { type: 'sse', url: open.url, autoApprove: [] } });
  });

  it('Cherry Studio: the address under the key that its link reads', () => {
    const [link] = offer('cherry-studio', open).links;
    const servers = new URL(link?.href ?? '').searchParams.get('servers') ?? '';
    expect(JSON.parse(Buffer.from(servers, 'base64').toString('utf8')).mcpServers.mail).toMatchObject({
      type: 'streamableHttp',
      baseUrl: open.url,
    });
  });

  it('Cursor: the inner object, in base64', () => {
    const [link] = offer('cursor', local).links;
    const { protocol, searchParams } = new URL(link?.href ?? '');
    const config: unknown = JSON.parse(Buffer.from(searchParams.get('config') ?? '', 'base64').toString('utf8'));
    expect([protocol, searchParams.get('name')]).toEqual(['cursor:', 'mail']);
    expect(config).toEqual(JSON.parse(fileOf(offer('cursor', local))).mcpServers.mail);
  });

  it('VS Code: one object with its name and inputs', () => {
    const [link] = offer('vscode', hosted).links;
    const [insiders] = offer('vscode-insiders', hosted).links;
    const [, payload = ''] = (link?.href ?? '').split('vscode:mcp/install?');
    expect(JSON.parse(decodeURIComponent(payload))).toMatchObject({
      name: 'mail',
      type: 'http',
      url: hosted.url,
      inputs: [{ id: 'api_key' }],
    });
    expect(insiders?.href).toMatch(/^vscode-insiders:mcp\/install\?/);
  });
});

describe('ways to run a server', () => {
  it('builds each runner from the package', () => {
    const commands = ways({
      packages: [
        { registryType: 'pypi', identifier: 'mail', version: '1.0', transport: { type: 'stdio' } },
        {
          registryType: 'oci',
          identifier: 'docker.io/acme/mail:latest',
          transport: { type: 'stdio' },
          environmentVariables: [{ name: 'A', isRequired: true }],
        },
        { registryType: 'nuget', identifier: 'Acme.Mail', version: '2.0.0', transport: { type: 'stdio' } },
      ],
    }).map((one) =>
      'launch' in one && one.launch.kind === 'process' ? [one.launch.command, ...one.launch.args.flat()].join(' ') : '',
    );
    expect(commands).toEqual([
      'uvx mail==1.0',
      'docker run -i --rm -e A docker.io/acme/mail:latest',
      'dnx Acme.Mail@2.0.0 --yes',
    ]);
  });

  it('warns of an image that names no fixed version', () => {
    const oci = (identifier: string) =>
      ways({ packages: [{ registryType: 'oci', identifier, transport: { type: 'stdio' } }] })[0];
    expect(oci('acme/mail:latest')).toHaveProperty('caution');
    expect(oci('acme/mail:1.2')).not.toHaveProperty('caution');
  });

  it('starts a package that serves HTTP before a client connects to it', () => {
    const [one] = ways({
      packages: [
        {
          registryType: 'npm',
          identifier: 'mail',
          version: '1.0.0',
          transport: { type: 'streamable-http', url: 'http://127.0.0.1:{port}/mcp' },
        },
      ],
    });
    expect(one).toMatchObject({
      launch: { kind: 'remote', url: ['http://127.0.0.1:', { ask: 'PORT' }, '/mcp'] },
      start: { command: 'npx' },
    });
  });

  it("leads through this registry's proxy when it has one", () => {
    const [, one] = waysOf(aServerJson(), 'https://mcp.acme.example/', 'com.example/weather');
    expect(one).toMatchObject({ launch: { url: ['https://mcp.acme.example/mcp/com.example%2Fweather'] } });
  });

  it.each([
    ['an identifier that reads as an option', { identifier: '-rf' }],
    ['a control character', { identifier: 'mail\u0000' }],
    ['a line break in a version', { version: '1.0.0\nrm' }],
    ['a runtime that is two words', { runtimeHint: 'sh -c' }],
    ['a registry nobody knows', { registryType: 'floppy' }],
    ['a setting that is no name', { environmentVariables: [{ name: 'A B', isRequired: true }] }],
  ])('refuses %s', (_, over) => {
    expect(ways({ packages: [{ ...local, ...over }] })).toEqual([
      { label: expect.any(String), refused: expect.any(String) },
    ]);
  });

  it('gives every server a short name', () => {
    expect(shortName('mail', 'com.acme/x')).toBe('mail');
    expect(shortName(null, 'io.github.Acme/My_Mail.Server')).toBe('my-mail-server');
  });
});

it('never prints the value of a secret, even where an entry has one', () => {
  const leaky: Package = {
    ...local,
    environmentVariables: [{ name: 'TOKEN', isRequired: true, isSecret: true, value: 'hunter2', default: 'hunter3' }],
  };
  for (const { id } of CLIENTS) {
    const made = offerOf(client(id), 'mail', way(leaky).launch);
    expect(JSON.stringify(made)).not.toMatch(/hunter/);
  }
});

function client(id: string) {
  const found = CLIENTS.find((one) => one.id === id);
  if (!found) throw new Error(`no client ${id}`);
  return found;
}

function ways(over: Partial<ServerJson>) {
  return waysOf(aServerJson({ remotes: [], ...over }), undefined, 'mail');
}

function way(of: Package | Remote): Way {
  const [made] = ways('registryType' in of ? { packages: [of] } : { remotes: [of] });
  if (!made || 'refused' in made) throw new Error(made?.refused);
  return made;
}

function offer(id: string, of: Package | Remote): Offer {
  const made = offerOf(client(id), 'mail', way(of).launch);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

function linksOf(id: string, of: Package | Remote): Offer['links'] {
  const made = offerOf(client(id), 'mail', way(of).launch);
  return typeof made === 'string' ? [] : made.links;
}

/** The block that is a file; other ways to the same may stand beside it. */
function fileOf({ blocks }: Offer): string {
  const files = blocks.filter(({ language, other }) => language !== 'shell' && !other);
  expect(files).toHaveLength(1);
  return files[0]?.text ?? '';
}

function onlyText({ blocks }: Offer): string {
  expect(blocks).toHaveLength(1);
  return blocks[0]?.text ?? '';
}

/** The words that a POSIX shell makes of a line. */
function shellWords(line: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8', env: { ...HELD, HOME: '/home' } })
    .trimEnd()
    .split('\n');
}
