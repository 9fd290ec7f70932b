/** Where each client keeps its list of servers, and under which key. */
export interface Client {
  name: string;
  /**
   * Files of a user: `~/` is the home folder, `{config}` where programs keep their settings (`~/.config`,
   * `~/Library/Application Support`, `%APPDATA%`), `*` any one folder. A list for all systems, or one for each.
   */
  user: readonly string[] | Readonly<Record<System, readonly string[]>>;
  /** Files of a project, below its folder; `*` any one file or folder. */
  project: readonly string[];
  /** Paths of keys to the servers; `*` any key. In a list each server has a `name`, else its key is its name. */
  keys: readonly (readonly string[])[];
  /** Keys among its servers under which it may keep something else. */
  otherKeys?: readonly string[];
  /** What a bare `url` is spoken to by, where no `type` says so; unset: streamable HTTP. */
  bareUrl?: 'sse';
  /** The file is the manifest of one installed bundle (MCPB), not a list. */
  isManifest?: true;
}

export const SYSTEMS = ['linux', 'darwin', 'win32'] as const;
export type System = (typeof SYSTEMS)[number];

const CODE = ['{config}/Code/User', '{config}/Code - Insiders/User', '{config}/VSCodium/User'];
const inCode = (path: string) => CODE.map((folder) => `${folder}/${path}`);
const MCP_SERVERS = [['mcpServers']];
/** VS Code's list stands in a file of its own, in a workspace, or in older settings. */
const CODE_KEYS = [
  ['servers'],
  ['mcp', 'servers'],
  ['mcp.servers'],
  ['settings', 'mcp', 'servers'],
  ['settings', 'mcp.servers'],
];

/** Every client whose files are known (as of late 2026). To add one, write a row. */
export const clients: readonly Client[] = [
  {
    name: 'Claude Desktop',
    // Docker's list of clients spells the folder on Linux in lower case.
    user: ['{config}/Claude/claude_desktop_config.json', '{config}/claude/claude_desktop_config.json'],
    project: [],
    keys: MCP_SERVERS,
  },
  {
    name: 'Claude Desktop extensions',
    user: ['{config}/Claude/Claude Extensions/*/manifest.json'],
    project: [],
    keys: [],
    isManifest: true,
  },
  {
    name: 'Claude Code',
    user: ['~/.claude.json'],
    project: ['.mcp.json'],
    keys: [['mcpServers'], ['projects', '*', 'mcpServers']],
  },
  {
    name: 'VS Code',
    user: [...inCode('mcp.json'), ...inCode('profiles/*/mcp.json')],
    project: ['.vscode/mcp.json', '*.code-workspace'],
    keys: CODE_KEYS,
  },
  { name: 'Visual Studio', user: ['~/.mcp.json'], project: ['.mcp.json', '.vs/mcp.json'], keys: CODE_KEYS },
  { name: 'Cursor', user: ['~/.cursor/mcp.json'], project: ['.cursor/mcp.json'], keys: MCP_SERVERS },
  { name: 'Windsurf', user: ['~/.codeium/windsurf/mcp_config.json'], project: [], keys: MCP_SERVERS },
  {
    name: 'Cline',
    user: inCode('globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json'),
    project: [],
    keys: MCP_SERVERS,
  },
  {
    name: 'Roo Code',
    user: inCode('globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'),
    project: ['.roo/mcp.json'],
    keys: MCP_SERVERS,
  },
  {
    name: 'Gemini CLI',
    user: ['~/.gemini/settings.json'],
    project: ['.gemini/settings.json'],
    keys: MCP_SERVERS,
    bareUrl: 'sse',
  },
  { name: 'Copilot CLI', user: ['{copilot}/mcp-config.json'], project: ['.mcp.json'], keys: MCP_SERVERS },
  { name: 'Codex', user: ['~/.codex/config.toml'], project: ['.codex/config.toml'], keys: [['mcp_servers']] },
  {
    name: 'Zed',
    user: {
      linux: ['~/.config/zed/settings.json'],
      darwin: ['~/.config/zed/settings.json'],
      win32: ['{config}/Zed/settings.json'],
    },
    project: ['.zed/settings.json'],
    keys: [['context_servers']],
  },
  {
    name: 'Continue',
    user: ['~/.continue/config.yaml', '~/.continue/mcpServers/*.yaml'],
    project: ['.continue/mcpServers/*.yaml'],
    keys: MCP_SERVERS,
  },
  {
    name: 'Goose',
    user: {
      linux: ['~/.config/goose/config.yaml'],
      darwin: ['~/.config/goose/config.yaml'],
      win32: ['{config}/Block/goose/config/config.yaml'],
    },
    project: [],
    keys: [['extensions']],
  },
  { name: 'LM Studio', user: ['~/.lmstudio/mcp.json', '~/.cache/lm-studio/mcp.json'], project: [], keys: MCP_SERVERS },
  {
    name: 'OpenCode',
    user: ['~/.config/opencode/opencode.json', '~/.config/opencode/opencode.jsonc'],
    project: ['opencode.json', 'opencode.jsonc', '.opencode/opencode.json', '.opencode/opencode.jsonc'],
    // Since version 2 they stand below `servers`; both may be in one file.
    keys: [['mcp', 'servers'], ['mcp']],
    otherKeys: ['servers', 'timeout'],
  },
  { name: 'Kiro', user: ['~/.kiro/settings/mcp.json'], project: ['.kiro/settings/mcp.json'], keys: MCP_SERVERS },
  { name: 'Amp', user: ['~/.config/amp/settings.json'], project: [], keys: [['amp.mcpServers']] },
  { name: 'Antigravity', user: ['~/.gemini/antigravity/mcp_config.json'], project: [], keys: MCP_SERVERS },
  { name: 'Trae', user: ['{config}/Trae/User/mcp.json'], project: [], keys: MCP_SERVERS },
  { name: 'Crush', user: ['~/.config/crush/crush.json'], project: ['.crush.json'], keys: [['mcp']] },
];

/** What a file may be whose place says nothing: its lists are told by their keys. */
export const anyClient: Pick<Client, 'name' | 'keys' | 'otherKeys'> = {
  name: 'client',
  otherKeys: ['servers', 'inputs', 'timeout'],
  keys: [...new Map(clients.flatMap(({ keys }) => keys).map((key) => [key.join('\n'), key])).values()],
};
