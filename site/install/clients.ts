import {
  BY_HAND,
  base64Query,
  gapsOf,
  headersJson,
  inputsOf,
  jsonBlock,
  jsonQuery,
  linkWhenFilled,
  type Process,
  processJson,
  type Reached,
  record,
  shellBlock,
  yaml,
} from './formats.ts';
import { GAPS, type Gap, type Offer } from './offer.ts';
import { textOf, type Value } from './value.ts';
import type { Launch } from './way.ts';

/**
 * How one client is told of a server. A string in place of a function says why it cannot be.
 * `name` is the short name that the server will have there: `[a-z0-9-]`.
 */
export interface Client {
  id: string;
  label: string;
  /** When these formats were last held against what is known of the client. */
  verifiedAt: string;
  /** Whether its makers document what we print, or it is what everybody does. */
  standing: 'documented' | 'de facto';
  /** Where its users are bitten. */
  note?: string;
  process: ((name: string, launch: Process) => Offer) | string;
  remote: ((name: string, launch: Reached) => Offer | string) | string;
  bundle?: (url: string) => Offer;
}

/** The clients whose blocks stand in each page; the others are made in the browser, from this same table. */
export const IN_PAGE = 5;

/** The one table of clients, in the order of their tabs and of the menu of the others. */
export const CLIENTS: Client[] = [
  {
    id: 'claude-code',
    label: 'Claude Code',
    verifiedAt: '2026-11-22',
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
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'In ~/.cursor/mcp.json it holds for all projects.',
    ...inJson({ file: '.cursor/mcp.json', gap: GAPS.env, remote: withUrl() }, (name, config) => ({
      links: [
        {
          label: 'Add to Cursor',
          href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${base64Query(config)}`,
        },
      ],
      after: 'Opens Cursor with this block. It asks before it saves.',
    })),
  },
  {
    id: 'vscode',
    label: 'VS Code',
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'The root key is "servers"; a file with another is passed over without a word.',
    ...vscode('VS Code', 'vscode', 'code'),
  },
  {
    id: 'claude',
    label: 'Claude',
    verifiedAt: '2026-11-22',
    standing: 'de facto',
    note: 'Connectors are reached from the servers of Anthropic, so an address inside your network is not.',
    process: 'Claude takes hosted servers as connectors; this way runs on your machine. For that, see Claude Desktop.',
    remote: connector,
    bundle,
  },
  {
    id: 'codex',
    label: 'Codex',
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'Command line, editor and app share one file, ~/.codex/config.toml.',
    process: (name, { command, args, env }) =>
      inShell(['codex', 'mcp', 'add', name, ...options('--env', env, '='), '--', command, ...args]),
    remote: codexRemote,
  },
  {
    id: 'claude-desktop',
    label: 'Claude Desktop',
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'It reads the file at its start: quit it wholly, and open it again.',
    process: (name, launch) =>
      file('claude_desktop_config.json', { mcpServers: { [name]: processJson(launch, BY_HAND) } }, launch, BY_HAND),
    remote: (name, launch) => {
      const args = [['-y'], ['mcp-remote'], launch.url, ...options('--header', launch.headers, ':')];
      const bridge = { command: 'npx', args: args.map((value) => text(value, BY_HAND)) };
      const offer = file('claude_desktop_config.json', { mcpServers: { [name]: bridge } }, launch, BY_HAND);
      return {
        ...offer,
        after: 'Its file takes commands alone, so mcp-remote stands between. A connector needs no file.',
      };
    },
    bundle,
  },
  {
    id: 'vscode-insiders',
    label: 'VS Code Insiders',
    verifiedAt: '2026-11-22',
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
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'A hosted server goes under "httpUrl"; "url" means SSE.',
    ...inJson({
      file: '~/.gemini/settings.json',
      gap: GAPS.dollar,
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
    note: 'Of the environment it passes PATH alone: all else stands in the file.',
    ...inJson({
      file: '~/.copilot/mcp-config.json',
      gap: BY_HAND,
      process: (launch, gap) => ({ type: 'local', ...processJson(launch, gap), tools: ['*'] }),
      remote: (launch, gap) => ({
        type: launch.transport,
        url: textOf(launch.url, gap),
        ...headersJson(launch, gap),
        tools: ['*'],
      }),
    }),
  },
  {
    id: 'windsurf',
    label: 'Windsurf',
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'A hosted server goes under "serverUrl".',
    ...inJson({ file: '~/.codeium/windsurf/mcp_config.json', gap: GAPS.env, remote: withUrl('serverUrl') }),
  },
  {
    id: 'cline',
    label: 'Cline',
    verifiedAt: '2026-11-22',
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
    verifiedAt: '2026-11-22',
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
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'The root key is "context_servers".',
    ...inJson({ file: 'settings.json', root: 'context_servers', gap: BY_HAND, remote: withUrl() }),
  },
  {
    id: 'kiro',
    label: 'Kiro',
    verifiedAt: '2026-11-22',
    standing: 'de facto',
    ...inJson({ file: '.kiro/settings/mcp.json', gap: BY_HAND, remote: withUrl() }, (name, config, launch) =>
      linkWhenFilled(launch, {
        label: 'Add to Kiro',
        href: `https://kiro.dev/launch/mcp/add?name=${encodeURIComponent(name)}&config=${jsonQuery(config)}`,
      }),
    ),
  },
  {
    id: 'lm-studio',
    label: 'LM Studio',
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'From 0.3.17 on.',
    ...inJson({ file: 'mcp.json', gap: BY_HAND, remote: withUrl() }, (name, config, launch) =>
      linkWhenFilled(launch, {
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
    note: 'Its button takes npx, uvx and docker alone; the file takes any command.',
    process: gooseProcess,
    remote: gooseRemote,
  },
  {
    id: 'opencode',
    label: 'OpenCode',
    verifiedAt: '2026-11-22',
    standing: 'documented',
    note: 'The command is one list with its arguments, and the environment is called "environment".',
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
    verifiedAt: '2026-11-22',
    standing: 'de facto',
    ...inJson(
      {
        file: 'mcp-config.json, from "Show Config File in Finder"',
        gap: BY_HAND,
        process: (launch, gap) => ({ type: 'stdio', ...processJson(launch, gap) }),
        remote: (launch, gap) => ({ type: launch.transport, ...at(launch, gap) }),
      },
      (name, config, launch) =>
        linkWhenFilled(launch, {
          label: 'Add to Raycast',
          href: `raycast://mcp/install?${jsonQuery({ name, ...config })}`,
        }),
    ),
  },
  {
    id: 'cherry-studio',
    label: 'Cherry Studio',
    verifiedAt: '2026-11-22',
    standing: 'de facto',
    ...inJson(
      { file: 'Settings, MCP Servers, Import from JSON', gap: BY_HAND, remote: typedUrl },
      (name, config, launch) =>
        linkWhenFilled(launch, {
          label: 'Add to Cherry Studio',
          href: `cherrystudio://mcp/install?servers=${base64Query({ mcpServers: { [name]: config } })}`,
        }),
    ),
  },
  {
    id: 'deepchat',
    label: 'DeepChat',
    verifiedAt: '2026-11-22',
    standing: 'de facto',
    ...inJson({ file: 'Settings, MCP, Import from JSON', gap: BY_HAND, remote: typedUrl }, (name, config, launch) =>
      linkWhenFilled(launch, {
        label: 'Add to DeepChat',
        href: `deepchat://mcp/install?code=${base64Query({ mcpServers: { [name]: config } })}`,
      }),
    ),
  },
  {
    id: 'continue',
    label: 'Continue',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    note: 'The folder is called "mcpServers", with an s. Servers work in agent mode alone.',
    process: (name, launch) => continueFile(name, processJson(launch, GAPS.secrets), launch),
    remote: (name, launch) => {
      const { headers, url, transport } = launch;
      const type = transport === 'sse' ? 'sse' : 'streamable-http';
      const options = headers.length > 0 ? { requestOptions: { headers: record(headers, GAPS.secrets) } } : {};
      return continueFile(name, { type, url: textOf(url, GAPS.secrets), ...options }, launch);
    },
  },
  {
    id: 'junie',
    label: 'Junie',
    verifiedAt: '2026-11-29',
    standing: 'documented',
    process: (name, launch) =>
      file('.junie/mcp/mcp.json', { mcpServers: { [name]: processJson(launch, BY_HAND) } }, launch, BY_HAND),
    remote: 'Junie takes servers that run on your machine alone.',
  },
];

/** A client's answer to a way: an offer, or the reason why there is none. */
export function offerOf(client: Client, name: string, launch: Launch): Offer | string {
  switch (launch.kind) {
    case 'process':
      return typeof client.process === 'string' ? client.process : client.process(name, launch);
    case 'remote':
      return typeof client.remote === 'string' ? client.remote : client.remote(name, launch);
    case 'bundle':
      return client.bundle ? client.bundle(launch.url) : `${client.label} takes no bundles.`;
  }
}

/** The short name a server gets in a client's settings. */
export function shortName(alias: string | null, name: string): string {
  const slug = (alias ?? name.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, 64) || 'server';
}

interface JsonFormat {
  file: string;
  root?: string;
  gap: Gap;
  process?: (launch: Process, gap: Gap) => object;
  remote: (launch: Reached, gap: Gap) => object;
}

/** A client that reads a file of JSON: what it has of a server, under its name, under a root key. `more` adds links. */
function inJson(
  { file: path, root = 'mcpServers', gap, process = processJson, remote }: JsonFormat,
  more: (name: string, config: object, launch: Process | Reached) => Partial<Offer> = () => ({}),
): Pick<Client, 'process' | 'remote'> & {
  process: (name: string, launch: Process) => Offer;
  remote: (name: string, launch: Reached) => Offer;
} {
  const offer = (name: string, config: object, launch: Process | Reached): Offer => ({
    ...file(path, { [root]: { [name]: config } }, launch, gap),
    ...more(name, config, launch),
  });
  return {
    process: (name, launch) => offer(name, process(launch, gap), launch),
    remote: (name, launch) => offer(name, remote(launch, gap), launch),
  };
}

/** VS Code and Visual Studio: `servers`, and `inputs` for what is missing. `whole` is one object with the name in it. */
function withInputs(
  path: string,
  more: (name: string, whole: object) => { links: Offer['links']; blocks?: Offer['blocks']; after?: string },
): Pick<Client, 'process' | 'remote'> {
  const offer = (name: string, config: object, launch: Process | Reached): Offer => {
    const asked = inputsOf(launch);
    const { blocks = [], ...rest } = more(name, { name, ...config, ...asked });
    const whole = jsonBlock(path, { ...asked, servers: { [name]: config } }, launch, GAPS.input);
    return { blocks: [whole, ...blocks], ...rest };
  };
  return {
    process: (name, launch) => offer(name, { type: 'stdio', ...processJson(launch, GAPS.input) }, launch),
    remote: (name, launch) => offer(name, { type: launch.transport, ...at(launch, GAPS.input) }, launch),
  };
}

function vscode(label: string, scheme: string, command: string): Pick<Client, 'process' | 'remote'> {
  return withInputs('.vscode/mcp.json', (_name, whole) => ({
    links: [{ label: `Add to ${label}`, href: `${scheme}:mcp/install?${jsonQuery(whole)}` }],
    blocks: [{ ...shellBlock({ words: [command, '--add-mcp', JSON.stringify(whole)], batch: true }), other: true }],
    after: `Opens ${label} with this block. It asks before it saves.`,
  }));
}

function at(launch: Reached, gap: Gap): object {
  return { url: textOf(launch.url, gap), ...headersJson(launch, gap) };
}

function withUrl(key = 'url'): JsonFormat['remote'] {
  return (launch, gap) => ({ [key]: textOf(launch.url, gap), ...headersJson(launch, gap) });
}

function typedUrl(launch: Reached, gap: Gap): object {
  return { type: launch.transport === 'sse' ? 'sse' : 'streamableHttp', ...at(launch, gap) };
}

function connector(name: string, launch: Reached): Offer | string {
  const url = textOf(launch.url, BY_HAND);
  if (gapsOf(launch).length > 0) return 'Claude asks for no header or part of an address, and this way needs one.';
  if (launch.headers.length > 0) return 'Claude sends no header of yours, and this way needs one.';
  if (!url.startsWith('https://')) return 'Claude connects to https addresses only.';
  const query = `connectorName=${encodeURIComponent(name)}&connectorUrl=${encodeURIComponent(url)}`;
  return {
    links: [
      { label: 'Add to Claude', href: `https://claude.ai/customize/connectors?modal=add-custom-connector&${query}` },
    ],
    blocks: [{ caption: 'Address of the connector', language: 'text', text: url, gaps: [] }],
  };
}

function bundle(url: string): Offer {
  return {
    links: [{ label: 'Download the bundle', href: url }],
    blocks: [],
    after: 'Open the file with Claude Desktop.',
  };
}

function codexRemote(name: string, launch: Reached): Offer | string {
  if (launch.transport === 'sse') return 'Codex does not speak SSE, the only transport here.';
  if (launch.headers.length === 0) {
    return inShell(
      ['codex', 'mcp', 'add', name, '--url', launch.url],
      `If it asks you to sign in: codex mcp login ${name}`,
    );
  }
  const string = (value: Value) => JSON.stringify(textOf(value, BY_HAND));
  const rows = launch.headers.map(([key, value]) => {
    const [first, second, ...more] = value;
    const isToken = key.toLowerCase() === 'authorization' && first === 'Bearer ' && more.length === 0;
    if (isToken && typeof second === 'object') return `bearer_token_env_var = ${JSON.stringify(second.ask)}`;
    return `http_headers.${JSON.stringify(key)} = ${string(value)}`;
  });
  const toml = [`[mcp_servers.${name}]`, `url = ${string(launch.url)}`, ...rows].join('\n');
  const gaps = gapsOf(launch).map(BY_HAND);
  return { links: [], blocks: [{ caption: '~/.codex/config.toml', language: 'toml', text: toml, gaps }] };
}

const GOOSE_COMMANDS = ['npx', 'uvx', 'docker'];
const GOOSE_TIMEOUT_S = 300;

function gooseProcess(name: string, launch: Process): Offer {
  const { command, args, env } = launch;
  // What it is to ask for, it keeps in the keyring of the system; all else stands in the file.
  const asked = env.filter(([, value]) => value.length === 1 && typeof value[0] === 'object');
  const given = env.filter((one) => !asked.includes(one));
  const words = args.map((value) => textOf(value, BY_HAND));
  const block = gooseFile(name, launch, {
    type: 'stdio',
    cmd: command,
    args: words,
    envs: record(given, BY_HAND),
    env_keys: asked.map(([key]) => key),
  });
  const left = [...args, ...given.map(([, value]) => value)].flat().some((part) => typeof part === 'object');
  if (left || given.length > 0 || !GOOSE_COMMANDS.includes(command)) return { links: [], blocks: [block] };
  const query = [
    ['cmd', command],
    ...words.map((word) => ['arg', word]),
    ['id', name],
    ['name', name],
    ['timeout', String(GOOSE_TIMEOUT_S)],
    ...asked.map(([key, value]) => ['env', `${key}=${describe(value)}`]),
  ];
  return { links: [{ label: 'Add to Goose', href: gooseLink(query) }], blocks: [block] };
}

function gooseRemote(name: string, launch: Reached): Offer | string {
  if (launch.transport === 'sse') return 'Goose documents no way to add a server that speaks SSE alone.';
  const url = textOf(launch.url, BY_HAND);
  const headers = record(launch.headers, BY_HAND);
  const block = gooseFile(name, launch, { type: 'streamable_http', uri: url, headers });
  if (launch.headers.length > 0 || gapsOf(launch).length > 0) return { links: [], blocks: [block] };
  const query = [
    ['url', url],
    ['type', 'streamable_http'],
    ['id', name],
    ['name', name],
  ];
  return { links: [{ label: 'Add to Goose', href: gooseLink(query) }], blocks: [block] };
}

function gooseLink(query: string[][]): string {
  const pairs = query.map(([key = '', value = '']) => `${key}=${encodeURIComponent(value)}`);
  return `goose://extension?${pairs.join('&')}`;
}

function gooseFile(name: string, launch: Process | Reached, config: object): Offer['blocks'][number] {
  const extension = { enabled: true, name, ...config, timeout: GOOSE_TIMEOUT_S };
  const gaps = gapsOf(launch).map(BY_HAND);
  return {
    caption: '~/.config/goose/config.yaml',
    language: 'yaml',
    text: yaml({ extensions: { [name]: extension } }),
    gaps,
  };
}

function describe(value: Value): string {
  const [ask] = value;
  return typeof ask === 'object' ? ask.description || ask.ask : '';
}

function continueFile(name: string, config: object, launch: Process | Reached): Offer {
  const whole = { name, version: '0.0.1', schema: 'v1', mcpServers: [{ name, ...config }] };
  const gaps = gapsOf(launch).map(GAPS.secrets);
  const caption = `.continue/mcpServers/${name}.yaml`;
  return { links: [], blocks: [{ caption, language: 'yaml', text: yaml(whole), gaps }] };
}

/** `--env KEY=value` for each setting. */
function options(option: string, pairs: [string, Value][], between: string): Value[] {
  return pairs.flatMap(([key, value]): Value[] => [[option], [`${key}${between}`, ...value]]);
}

function inShell(words: (string | Value)[], after?: string): Offer {
  return { links: [], blocks: [shellBlock({ words })], ...(after ? { after } : {}) };
}

function file(path: string, config: object, launch: Process | Reached, gap: Gap): Offer {
  const byHand = gap === BY_HAND && gapsOf(launch).length > 0;
  const after = byHand ? { after: 'It fills in nothing: put your own values in the marked places.' } : {};
  return { links: [], blocks: [jsonBlock(path, config, launch, gap)], ...after };
}

function text(value: string | Value, gap: Gap): string {
  return typeof value === 'string' ? value : textOf(value, gap);
}
