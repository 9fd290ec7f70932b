import type { Client } from './client.ts';
import { bundle, connector, desktopProcess, desktopRemote } from './clients/claude.ts';
import { codexRemote } from './clients/codex.ts';
import { continueProcess, continueRemote } from './clients/continue.ts';
import { copilot } from './clients/copilot.ts';
import { deepchatProcess, deepchatRemote } from './clients/deepchat.ts';
import { gooseProcess, gooseRemote } from './clients/goose.ts';
import { raycastProcess, raycastRemote } from './clients/raycast.ts';
import { vscode, withInputs } from './clients/vs-code.ts';
import { BY_HAND, base64Query, headersJson, jsonQuery, linkWhenFilled, processJson, record } from './formats.ts';
import { at, inJson } from './in-json.ts';
import { inShell, options } from './in-shell.ts';
import { GAPS } from './offer.ts';
import { textOf } from './value.ts';

/** The clients whose blocks stand in each page; the others are made in the browser, from this same table. */
export const IN_PAGE = 5;

/** The one table of clients, in the order of their tabs and of the menu of the others. */
export const CLIENTS: Client[] = [
  {
    id: 'claude-code',
    label: 'Claude Code',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'It is added for the folder you are in; with --scope user before its name, for all.',
    process: (name, { command, args, env }) =>
      inShell(['claude', 'mcp', 'add', name, ...options('--env', env, '='), '--', command, ...args]),
    remote: (name, { transport, url, headers }) =>
      inShell(
        ['claude', 'mcp', 'add', '--transport', transport, name, url, ...options('--header', headers, ': ')],
        'If it asks you to sign in, type /mcp in a session.',
      ),
  },
  {
    id: 'cursor',
    label: 'Cursor',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'In ~/.cursor/mcp.json it holds for all projects.',
    ...inJson({ file: '.cursor/mcp.json', gap: GAPS.env }, (name, config) => ({
      links: [
        {
          label: 'Add to Cursor',
          href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${base64Query(config)}`,
        },
      ],
      after: 'It asks before it saves.',
    })),
  },
  {
    id: 'vscode',
    label: 'VS Code',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'The root key of its own file is "servers". A server that asks you for something does not reach Copilot\'s own sessions: they read ".mcp.json".',
    ...vscode('VS Code', 'vscode', 'code'),
  },
  {
    id: 'claude',
    label: 'Claude',
    verifiedAt: '2026-11-29',
    standing: 'de facto',
    note: 'Connectors are reached from the servers of Anthropic, so an address inside your network is not.',
    process: 'Claude takes hosted servers as connectors; this way runs on your machine. For that, see Claude Desktop.',
    remote: connector,
    bundle,
  },
  {
    id: 'codex',
    label: 'Codex',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'Command line, editor and app share one file, ~/.codex/config.toml.',
    process: (name, { command, args, env }) =>
      inShell(['codex', 'mcp', 'add', name, ...options('--env', env, '='), '--', command, ...args]),
    remote: codexRemote,
  },
  {
    id: 'claude-desktop',
    label: 'Claude Desktop',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'It reads the file at its start: quit it wholly, and open it again.',
    process: desktopProcess,
    remote: desktopRemote,
    bundle,
  },
  {
    id: 'vscode-insiders',
    label: 'VS Code Insiders',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    ...vscode('VS Code Insiders', 'vscode-insiders', 'code-insiders'),
  },
  {
    id: 'visual-studio',
    label: 'Visual Studio',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'From 17.14 on. The file lies beside the solution, and its root key is "servers".',
    ...withInputs('.mcp.json', (_name, whole) => ({
      links: [{ label: 'Add to Visual Studio', href: `https://vs-open.link/mcp-install?${jsonQuery(whole)}` }],
    })),
  },
  {
    id: 'gemini',
    label: 'Gemini CLI',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'A hosted server goes under "httpUrl"; "url" means SSE.',
    ...inJson({
      file: '~/.gemini/settings.json',
      gap: GAPS.braced,
      remote: (launch, gap) => ({
        [launch.transport === 'sse' ? 'url' : 'httpUrl']: textOf(launch.url, gap),
        ...headersJson(launch, gap),
      }),
    }),
  },
  {
    id: 'copilot-cli',
    label: 'Copilot CLI',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'Of the environment it passes PATH alone: what else a server needs is named in the file.',
    ...copilot('~/.copilot/mcp-config.json'),
  },
  {
    id: 'windsurf',
    label: 'Devin Desktop (Windsurf)',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'Windsurf, as it was called until June 2026, reads ~/.codeium/windsurf/mcp_config.json, where "url" is "serverUrl".',
    ...inJson({
      file: '~/.config/devin/mcp_config.json',
      gap: BY_HAND,
      remote: (launch, gap) => ({ ...at(launch, gap), ...(launch.transport === 'sse' ? { transport: 'sse' } : {}) }),
    }),
  },
  {
    id: 'cline',
    label: 'Cline',
    verifiedAt: '2026-11-29',
    standing: 'de facto',
    note: 'Open the file from its own panel, under MCP Servers. Without a type, an address is taken for SSE.',
    ...inJson({
      file: 'cline_mcp_settings.json',
      gap: BY_HAND,
      remote: (launch, gap) => ({ type: launch.transport === 'sse' ? 'sse' : 'streamableHttp', ...at(launch, gap) }),
    }),
  },
  {
    id: 'roo',
    label: 'Roo Code',
    verifiedAt: '2026-11-29',
    standing: 'de facto',
    note: 'The type is spelled "streamable-http" here; other clients spell it otherwise.',
    ...inJson({
      file: '.roo/mcp.json',
      gap: GAPS.env,
      remote: (launch, gap) => ({ type: launch.transport === 'sse' ? 'sse' : 'streamable-http', ...at(launch, gap) }),
    }),
  },
  {
    id: 'zed',
    label: 'Zed',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'The root key is "context_servers".',
    ...inJson({ file: 'settings.json', root: 'context_servers', gap: BY_HAND }),
  },
  {
    id: 'kiro',
    label: 'Kiro',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'It fills in only variables that you have approved, under "Mcp Approved Env Vars".',
    ...inJson(
      {
        file: '.kiro/settings/mcp.json',
        gap: GAPS.braced,
        process: (launch, gap) => processJson(launch, gap, BY_HAND),
        remote: (launch, gap) => at(launch, gap, BY_HAND),
      },
      (name, config, launch) =>
        linkWhenFilled(launch, config, {
          label: 'Add to Kiro',
          href: `https://kiro.dev/launch/mcp/add?name=${encodeURIComponent(name)}&config=${jsonQuery(config)}`,
        }),
    ),
  },
  {
    id: 'lm-studio',
    label: 'LM Studio',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'From 0.3.17 on.',
    ...inJson({ file: 'mcp.json', gap: BY_HAND }, (name, config, launch) =>
      linkWhenFilled(launch, config, {
        label: 'Add to LM Studio',
        href: `lmstudio://add_mcp?name=${encodeURIComponent(name)}&config=${base64Query(config)}`,
      }),
    ),
  },
  {
    id: 'goose',
    label: 'Goose',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'Its button takes npx, uvx, docker and few others; the file takes any command.',
    process: gooseProcess,
    remote: gooseRemote,
  },
  {
    id: 'opencode',
    label: 'OpenCode',
    verifiedAt: '2026-11-30',
    standing: 'documented',
    note: 'The command is one list with its arguments, and the environment is called "environment". OpenCode 2 reads this as well as its own "mcp.servers". What a project\'s file names has to be approved: opencode mcp approve NAME.',
    ...inJson({
      file: 'opencode.json',
      root: 'mcp',
      gap: GAPS.opencode,
      process: ({ command, args, env }, gap) => ({
        type: 'local',
        command: [command, ...args.map((value) => textOf(value, gap))],
        ...(env.length > 0 ? { environment: record(env, gap) } : {}),
      }),
      remote: (launch, gap) => ({ type: 'remote', ...at(launch, gap) }),
    }),
  },
  {
    id: 'raycast',
    label: 'Raycast',
    verifiedAt: '2026-11-29',
    standing: 'de facto',
    process: raycastProcess,
    remote: raycastRemote,
  },
  {
    id: 'cherry-studio',
    label: 'Cherry Studio',
    verifiedAt: '2026-11-29',
    standing: 'de facto',
    note: 'A server that comes by the button is switched off at first. Its link reads "baseUrl", its file "url".',
    ...inJson(
      {
        file: 'Settings, MCP Servers, Import from JSON',
        gap: BY_HAND,
        remote: (launch, gap) => ({
          type: launch.transport === 'sse' ? 'sse' : 'streamableHttp',
          baseUrl: textOf(launch.url, gap),
          ...at(launch, gap),
        }),
      },
      (name, config, launch) =>
        linkWhenFilled(launch, config, {
          label: 'Add to Cherry Studio',
          href: `cherrystudio://mcp/install?servers=${base64Query({ mcpServers: { [name]: config } })}`,
        }),
    ),
  },
  {
    id: 'deepchat',
    label: 'DeepChat',
    verifiedAt: '2026-11-29',
    standing: 'de facto',
    process: deepchatProcess,
    remote: deepchatRemote,
  },
  {
    id: 'continue',
    label: 'Continue',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'The folder is called "mcpServers", with an s. Servers work in agent mode alone.',
    process: continueProcess,
    remote: continueRemote,
  },
  {
    id: 'junie',
    label: 'Junie',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'In ~/.junie/mcp/mcp.json it holds for all projects. An older plugin of an IDE takes servers on your machine alone.',
    ...inJson({ file: '.junie/mcp/mcp.json', gap: BY_HAND }),
  },
];
