import { shellGaps, shellLine } from './shell.ts';
import { type Ask, asksOf, textOf, type Value } from './value.ts';
import type { Launch } from './way.ts';

/** What a client wants from its user: buttons that open it, and blocks to run or to paste. */
export interface Offer {
  links: { label: string; href: string }[];
  blocks: { caption: string; language: 'shell' | 'json' | 'toml'; text: string; gaps: string[] }[];
  after?: string;
}

type Process = Extract<Launch, { kind: 'process' }>;
type Reached = Extract<Launch, { kind: 'remote' }>;

/**
 * How one client is told of a server. A string in place of a function says why it cannot be.
 * `name` is the short name that the server will have there: `[a-z0-9-]`.
 */
export interface Client {
  id: string;
  label: string;
  /** When these formats were last held against the client's documents. */
  verifiedAt: string;
  process: ((name: string, launch: Process) => Offer) | string;
  remote: ((name: string, launch: Reached) => Offer | string) | string;
  bundle?: (url: string) => Offer;
}

const env = (name: string) => `\${env:${name}}`;
const dollar = (name: string) => `$${name}`;
const braced = (name: string) => `\${${name}}`;

/** The one table of clients, in the order of their tabs. */
export const CLIENTS: Client[] = [
  {
    id: 'claude-code',
    label: 'Claude Code',
    verifiedAt: '2026-11-22',
    process: (name, launch) => mcpAdd('claude', name, launch),
    remote: (name, { transport, url, headers }) =>
      inShell(
        [
          [
            'claude',
            'mcp',
            'add',
            '--transport',
            transport,
            name,
            url,
            ...headers.flatMap(([key, value]) => ['--header', [`${key}: `, ...value]]),
          ],
        ],
        'If it asks you to sign in, type /mcp in a session.',
      ),
  },
  {
    id: 'cursor',
    label: 'Cursor',
    verifiedAt: '2026-11-22',
    process: (name, launch) => cursor(name, processJson(launch, env), launch),
    remote: (name, launch) => cursor(name, { url: textOf(launch.url, env), ...headersJson(launch, env) }, launch),
  },
  {
    id: 'vscode',
    label: 'VS Code',
    verifiedAt: '2026-11-22',
    process: (name, launch) => vscode(name, { type: 'stdio', ...processJson(launch, input) }, launch),
    remote: (name, launch) =>
      vscode(name, { type: launch.transport, url: textOf(launch.url, input), ...headersJson(launch, input) }, launch),
  },
  {
    id: 'claude',
    label: 'Claude',
    verifiedAt: '2026-11-22',
    process: 'Claude takes hosted servers as connectors; this way runs on your machine.',
    remote: (name, launch) => {
      const url = textOf(launch.url, dollar);
      if (gapsOf(launch).length > 0) return 'Claude asks for no header or part of an address, and this way needs one.';
      if (!url.startsWith('https://')) return 'Claude connects to https addresses only.';
      const query = `connectorName=${encodeURIComponent(name)}&connectorUrl=${encodeURIComponent(url)}`;
      return {
        links: [
          {
            label: 'Add to Claude',
            href: `https://claude.ai/customize/connectors?modal=add-custom-connector&${query}`,
          },
        ],
        blocks: [{ caption: 'Address of the connector', language: 'shell', text: url, gaps: [] }],
      };
    },
    bundle: (url) => ({
      links: [{ label: 'Download the bundle', href: url }],
      blocks: [],
      after: 'Open the file with Claude Desktop.',
    }),
  },
  {
    id: 'codex',
    label: 'Codex',
    verifiedAt: '2026-11-22',
    process: (name, launch) => mcpAdd('codex', name, launch),
    remote: (name, launch) => {
      if (launch.transport === 'sse') return 'Codex does not speak SSE, the only transport here.';
      if (launch.headers.length === 0) {
        return inShell(
          [['codex', 'mcp', 'add', name, '--url', launch.url]],
          `If it asks you to sign in: codex mcp login ${name}`,
        );
      }
      return inFile('~/.codex/config.toml', 'toml', codexToml(name, launch), gapsOf(launch).map(dollar));
    },
  },
  {
    id: 'gemini',
    label: 'Gemini CLI',
    verifiedAt: '2026-11-22',
    process: (name, launch) => gemini(name, processJson(launch, dollar), launch),
    remote: (name, launch) => {
      const key = launch.transport === 'sse' ? 'url' : 'httpUrl';
      return gemini(name, { [key]: textOf(launch.url, dollar), ...headersJson(launch, dollar) }, launch);
    },
  },
  {
    id: 'windsurf',
    label: 'Windsurf',
    verifiedAt: '2026-11-22',
    process: (name, launch) => windsurf(name, processJson(launch, env), launch),
    remote: (name, launch) =>
      windsurf(name, { serverUrl: textOf(launch.url, env), ...headersJson(launch, env) }, launch),
  },
  {
    id: 'zed',
    label: 'Zed',
    verifiedAt: '2026-11-22',
    process: (name, launch) => zed(name, processJson(launch, braced), launch),
    remote: (name, launch) => zed(name, { url: textOf(launch.url, braced), ...headersJson(launch, braced) }, launch),
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
  return slug || 'server';
}

function mcpAdd(program: string, name: string, { command, args, env }: Process): Offer {
  const settings = env.flatMap(([key, value]) => ['--env', [`${key}=`, ...value]]);
  return inShell([[program, 'mcp', 'add', name, ...settings, '--', command, ...args]]);
}

function cursor(name: string, config: object, launch: Launch): Offer {
  const payload = base64(JSON.stringify(config));
  return {
    ...inJson('.cursor/mcp.json', { mcpServers: { [name]: config } }, gapsOf(launch).map(env)),
    links: [
      {
        label: 'Add to Cursor',
        href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${encodeURIComponent(payload)}`,
      },
    ],
    after: 'Opens Cursor with this block. It asks before it saves.',
  };
}

/** VS Code asks for what is missing, and keeps it: each gap becomes one of its `inputs`. */
function vscode(name: string, config: object, launch: Launch): Offer {
  const inputs = gapsIn(launch).map(({ ask, secret, description }) => ({
    type: 'promptString',
    id: inputId(ask),
    description: description || ask,
    password: secret,
  }));
  const asked = inputs.length > 0 ? { inputs } : {};
  const payload = encodeURIComponent(JSON.stringify({ name, ...config, ...asked }));
  return {
    ...inJson('.vscode/mcp.json', { ...asked, servers: { [name]: config } }, gapsOf(launch).map(input)),
    links: [
      { label: 'Add to VS Code', href: `vscode:mcp/install?${payload}` },
      { label: 'Insiders', href: `vscode-insiders:mcp/install?${payload}` },
    ],
    after: 'Opens VS Code with this block. It asks before it saves.',
  };
}

function gemini(name: string, config: object, launch: Launch): Offer {
  return inJson('~/.gemini/settings.json', { mcpServers: { [name]: config } }, gapsOf(launch).map(dollar));
}

function windsurf(name: string, config: object, launch: Launch): Offer {
  return inJson('~/.codeium/windsurf/mcp_config.json', { mcpServers: { [name]: config } }, gapsOf(launch).map(env));
}

function zed(name: string, config: object, launch: Launch): Offer {
  const gaps = gapsOf(launch);
  const offer = inJson('settings.json', { context_servers: { [name]: config } }, gaps.map(braced));
  return gaps.length > 0
    ? { ...offer, after: 'Zed fills in nothing: put your own values in the marked places.' }
    : offer;
}

function codexToml(name: string, { url, headers }: Reached): string {
  const text = (value: Value) => JSON.stringify(textOf(value, dollar));
  const rows = headers.map(([key, value]) => {
    const [first, second, ...more] = value;
    if (
      key.toLowerCase() === 'authorization' &&
      first === 'Bearer ' &&
      typeof second === 'object' &&
      more.length === 0
    ) {
      return `bearer_token_env_var = ${JSON.stringify(second.ask)}`;
    }
    return `http_headers.${JSON.stringify(key)} = ${text(value)}`;
  });
  return [`[mcp_servers.${name}]`, `url = ${text(url)}`, ...rows].join('\n');
}

function inShell(lines: (string | Value)[][], after?: string): Offer {
  const gaps = lines
    .flat()
    .flatMap((word) =>
      typeof word === 'string' ? [] : word.flatMap((part) => (typeof part === 'string' ? [] : shellGaps(part.ask))),
    );
  return {
    links: [],
    blocks: [
      { caption: 'Run in a shell', language: 'shell', text: lines.map(shellLine).join('\n'), gaps: [...new Set(gaps)] },
    ],
    ...(after ? { after } : {}),
  };
}

function inJson(caption: string, config: object, gaps: string[]): Offer {
  return inFile(caption, 'json', JSON.stringify(config, null, 2), gaps);
}

function inFile(caption: string, language: 'json' | 'toml', text: string, gaps: string[]): Offer {
  return { links: [], blocks: [{ caption, language, text, gaps }] };
}

function processJson({ command, args, env }: Process, gap: (name: string) => string): object {
  const settings =
    env.length > 0 ? { env: Object.fromEntries(env.map(([key, value]) => [key, textOf(value, gap)])) } : {};
  return { command, args: args.map((value) => textOf(value, gap)), ...settings };
}

function headersJson({ headers }: Reached, gap: (name: string) => string): object {
  return headers.length > 0
    ? { headers: Object.fromEntries(headers.map(([key, value]) => [key, textOf(value, gap)])) }
    : {};
}

function gapsIn(launch: Launch): Ask[] {
  if (launch.kind === 'bundle') return [];
  if (launch.kind === 'remote') return asksOf([launch.url, ...launch.headers.map(([, value]) => value)]);
  return asksOf([...launch.args, ...launch.env.map(([, value]) => value)]);
}

function gapsOf(launch: Launch): string[] {
  return gapsIn(launch).map(({ ask }) => ask);
}

function input(name: string): string {
  return `\${input:${inputId(name)}}`;
}

function inputId(name: string): string {
  return name.toLowerCase();
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
