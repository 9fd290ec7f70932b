import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * A home folder on Linux as its user's clients have left it, for tests: each lists one server, in its client's own words, with
 * secrets where people put them.
 */

/** Every secret in that home. */
export const PLANTED = [
  ...['env', 'header', 'query', 'argument', 'userinfo', 'path'].map((place) => `planted-${place}-s3cr3t`),
  'hunter2',
  'kX9v2mQ4tR7wZ1pL8sN3',
  `ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
] as const;
const [ENV, HEADER, QUERY, ARGUMENT, USERINFO, , PASSWORD, IN_PATH, TOKEN] = PLANTED;

const npx = { command: 'npx', args: ['-y', '@acme/weather@1.2.0', `--api-key=${ARGUMENT}`], env: { ACME_KEY: ENV } };
const hosted = (field = 'url') => ({
  [field]: `https://mcp.acme.example/${IN_PATH}/mcp?api_key=${QUERY}`,
  headers: { Authorization: `Bearer ${HEADER}` },
});
const json = (value: unknown) => JSON.stringify(value, null, 2);

/** The files of that home, by path, and what each lists. */
export const FILES: Readonly<Record<string, { text: string; keys: string[] }>> = {
  '.config/Claude/claude_desktop_config.json': { text: json({ mcpServers: { desktop: npx } }), keys: ['desktop'] },
  '.claude.json': {
    text: json({
      numStartups: 7,
      mcpServers: { 'code-user': { type: 'http', ...hosted() } },
      projects: {
        '/home/ann/private/plans': {
          mcpServers: { 'code-project': npx, 'code-off': npx },
          disabledMcpServers: ['code-off'],
        },
      },
    }),
    keys: ['code-user', 'code-project'],
  },
  '.config/Code/User/mcp.json': {
    text: `{
      // What VS Code asks for once, and keeps in its own store.
      "inputs": [{ "id": "acme-key", "type": "promptString", "description": "The key of your Acme account", "password": true }],
      "servers": {
        "io.github.acme/vscode": { "type": "http", "url": "https://mcp.acme.example/mcp", "gallery": true, "version": "2.0.0",
          "headers": { "X-Acme-Key": "\${input:acme-key}" } },
        "vscode-local": { "type": "stdio", "command": "\${workspaceFolder}/serve.sh", "env": { "ACME_KEY": "\${input:acme-key}" } },
      },
    }`,
    keys: ['io.github.acme/vscode', 'vscode-local'],
  },
  '.config/Code - Insiders/User/profiles/team/mcp.json': {
    text: json({ servers: { insiders: { type: 'sse', ...hosted() } } }),
    keys: ['insiders'],
  },
  '.mcp.json': { text: json({ servers: { 'visual-studio': npx } }), keys: ['visual-studio'] },
  '.cursor/mcp.json': {
    text: json({
      mcpServers: {
        cursor: { command: 'node', args: ['/home/ann/private/server.js', PASSWORD] },
        off: { ...npx, disabled: true },
      },
    }),
    keys: ['cursor'],
  },
  '.codeium/windsurf/mcp_config.json': {
    text: json({ mcpServers: { windsurf: hosted('serverUrl') } }),
    keys: ['windsurf'],
  },
  '.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json': {
    text: json({ mcpServers: { cline: { type: 'streamableHttp', ...hosted(), autoApprove: [] } } }),
    keys: ['cline'],
  },
  '.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json': {
    text: json({ mcpServers: { roo: { type: 'streamable-http', ...hosted() } } }),
    keys: ['roo'],
  },
  '.gemini/settings.json': {
    text: json({ theme: 'Default', mcpServers: { 'gemini-http': hosted('httpUrl'), 'gemini-sse': hosted() } }),
    keys: ['gemini-http', 'gemini-sse'],
  },
  '.copilot/mcp-config.json': {
    text: json({ mcpServers: { copilot: { type: 'local', tools: ['*'], ...npx } } }),
    keys: ['copilot'],
  },
  '.codex/config.toml': {
    text: `model = "o9"\n[mcp_servers.codex]\ncommand = "uvx"\nargs = ["acme-weather==3.1", "--dsn", "postgres://ann:${USERINFO}@db/x"]\n[mcp_servers.codex.env]\nACME_TOKEN = "${ENV}"\n[mcp_servers.codex-http]\nurl = "https://mcp.acme.example/mcp"\nbearer_token_env_var = "ACME_BEARER"\n[mcp_servers.codex-off]\ncommand = "x"\nenabled = false\n`,
    keys: ['codex', 'codex-http'],
  },
  '.config/zed/settings.json': {
    text: `{ "theme": "One Dark", /* mine */ "context_servers": {
      "zed": { "source": "custom", "command": { "path": "docker", "args": ["run", "-i", "--rm", "-e", "ACME_KEY=${ENV}", "-v", "/home/ann/private:/data", "ghcr.io/acme/weather:1.0", "--token", "${TOKEN}"] } },
      "from-extension": { "settings": { "key": "${PASSWORD}" } },
    } }`,
    keys: ['zed'],
  },
  '.continue/config.yaml': {
    text: `name: Mine\nversion: 1.0.0\nmcpServers:\n  - name: continue\n    command: npx\n    args: ["-y", "acme-notes"]\n    env:\n      ACME_KEY: \${{ secrets.ACME_KEY }}\n  - name: continue-http\n    type: streamable-http\n    url: https://mcp.acme.example/mcp\n    requestOptions:\n      headers:\n        X-Key: ${HEADER}\n`,
    keys: ['continue', 'continue-http'],
  },
  '.config/goose/config.yaml': {
    text: `GOOSE_MODEL: x\nextensions:\n  developer:\n    type: builtin\n    enabled: true\n  goose:\n    type: stdio\n    enabled: true\n    cmd: uvx\n    args: [--from, "git+https://${USERINFO}@github.com/acme/goose-server", goose-server]\n    envs:\n      ACME_KEY: ${ENV}\n    env_keys: [OTHER_KEY]\n  goose-http:\n    type: streamable_http\n    enabled: true\n    uri: https://mcp.acme.example/mcp\n`,
    keys: ['goose', 'goose-http'],
  },
  '.lmstudio/mcp.json': { text: json({ mcpServers: { 'lm-studio': hosted() } }), keys: ['lm-studio'] },
  '.config/opencode/opencode.json': {
    text: json({
      mcp: {
        opencode: {
          type: 'local',
          command: ['bunx', '@acme/open@2', '--password', PASSWORD],
          environment: { KEY: ENV },
        },
        'opencode-remote': { type: 'remote', ...hosted(), headers: { 'X-Key': '{env:ACME_KEY}' } },
        'opencode-off': { type: 'remote', ...hosted(), enabled: false },
      },
    }),
    keys: ['opencode', 'opencode-remote'],
  },
  '.config/opencode/opencode.jsonc': {
    text: `// Of version 2, with one of version 1 beside.\n${json({
      mcp: {
        timeout: { startup: 5000 },
        servers: {
          'opencode-2': { type: 'remote', ...hosted() },
          'opencode-2-off': { type: 'local', command: ['bunx'], disabled: true },
        },
        'opencode-both': { type: 'local', command: ['bunx', '@acme/open@2'] },
      },
    })}`,
    keys: ['opencode-2', 'opencode-both'],
  },
  '.kiro/settings/mcp.json': { text: json({ mcpServers: { kiro: hosted() } }), keys: ['kiro'] },
  '.config/amp/settings.json': { text: json({ 'amp.mcpServers': { amp: hosted() } }), keys: ['amp'] },
  '.gemini/antigravity/mcp_config.json': {
    text: json({ mcpServers: { antigravity: hosted('serverUrl') } }),
    keys: ['antigravity'],
  },
  '.config/Trae/User/mcp.json': { text: json({ mcpServers: { trae: hosted() } }), keys: ['trae'] },
  '.config/crush/crush.json': { text: json({ mcp: { crush: { type: 'http', ...hosted() } } }), keys: ['crush'] },
  '.config/Claude/Claude Extensions/ant.acme.weather/manifest.json': {
    text: json({
      manifest_version: '0.3',
      name: 'acme-weather',
      display_name: 'Acme weather',
      version: '1.4.0',
      description: 'Tells the weather of tomorrow',
      repository: { type: 'git', url: 'https://github.com/acme/weather-bundle.git' },
      server: {
        type: 'node',
        entry_point: 'server.js',
        mcp_config: {
          command: 'node',
          args: [`\${__dirname}/server.js`, `\${user_config.folders}`],
          env: { KEY: `\${user_config.key}` },
        },
      },
      user_config: { key: { title: 'Key', sensitive: true }, folders: { title: 'Folders' } },
    }),
    keys: ['acme-weather'],
  },
  '.config/Claude/Claude Extensions Settings/ant.acme.weather.json': {
    text: json({ isEnabled: true, userConfig: { key: ENV, folders: ['/home/ann/a', '/home/ann/b'] } }),
    keys: [],
  },
};

/** The keys that all of these list. */
export const KEYS = Object.values(FILES).flatMap(({ keys }) => keys);

/** Writes files below a folder: text as it is. */
export async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Writes that home. */
export async function writeHome(home: string): Promise<void> {
  await writeAll(home, Object.fromEntries(Object.entries(FILES).map(([path, { text }]) => [path, text])));
}

/** The planted secrets that a text repeats: as they are, in base64 (wherever it begins), or URL-encoded. */
export function secretsIn(text: string): string[] {
  return PLANTED.filter((secret) => {
    const shifted = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
        .toString('base64')
        .slice(shift === 0 ? 0 : shift + 1, -3),
    );
    return [secret, encodeURIComponent(secret), ...shifted].some((form) => text.includes(form));
  });
}
