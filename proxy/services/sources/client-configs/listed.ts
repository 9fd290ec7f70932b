import * as z from 'zod';
import { isObject, type JsonPath, membersOf, valueAt } from '../../../../catalog/json/json.ts';
import type { Client } from './clients.ts';
import type { ConfigText } from './config-text.ts';

/** A server as a client's configuration lists it, in one shape for all clients. Its texts may hold variables, and secrets. */
export interface Listed {
  /** What the client calls it. */
  key: string;
  /** Where in its file, as `line:column` from 1. Found out when it is asked for. */
  at: () => string;
  start: ListedProcess | ListedHosted;
  /** What the client asks its user for (`${input:id}`), by id. */
  inputs: Readonly<Record<string, ListedInput>>;
  /** The folder that it is listed for, where the file has many. */
  project?: string;
  /** Its name, and with it its version, was taken from a registry. */
  isFromRegistry: boolean;
  version?: string;
}

export interface ListedProcess {
  kind: 'process';
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
}

export interface ListedHosted {
  kind: 'hosted';
  url: string;
  transport: 'streamable-http' | 'sse' | 'websocket';
  headers: Record<string, string>;
}

/** Something that is to be asked of the user. */
export interface ListedInput {
  description?: string;
  isSecret: boolean;
}

/** What a configuration lists, and what is wrong with the rest; no message repeats a value. */
export interface Listing {
  listed: Listed[];
  faults: { at: string; message: string }[];
}

/** The servers in a configuration that are switched on, in the order of the file. */
export function listedIn(
  { value, at }: ConfigText,
  { keys, otherKeys = [], bareUrl }: Pick<Client, 'keys' | 'otherKeys' | 'bareUrl'>,
): Listing {
  const listing: Listing = { listed: [], faults: [] };
  if (!isObject(value)) return { listed: [], faults: [{ at: '1:1', message: 'it is no object with servers in it' }] };
  for (const path of keys.flatMap((key) => pathsTo(value, key))) {
    const servers = valueAt(value, path);
    // A server may have the name of a list.
    if ('kind' in startOf(servers, bareUrl)) continue;
    const beside = valueAt(value, path.slice(0, -1));
    const inputs = inputsIn(isObject(beside) ? beside.inputs : undefined);
    // Only Claude Code's list of projects has folders for keys.
    const project = path[0] === 'projects' && typeof path[1] === 'string' ? path[1] : undefined;
    const off = new Set(isObject(beside) && Array.isArray(beside.disabledMcpServers) ? beside.disabledMcpServers : []);
    if (typeof servers !== 'object')
      listing.faults.push({ at: at(path), message: `"${path.at(-1)}" lists no servers` });
    for (const [step, entry] of membersOf(servers)) {
      const where: JsonPath = [...path, Array.isArray(servers) ? Number(step) : step];
      const key = Array.isArray(servers) && isObject(entry) && typeof entry.name === 'string' ? entry.name : step;
      if (off.has(key)) continue;
      const start = startOf(entry, bareUrl);
      if ('fault' in start && otherKeys.includes(step)) continue;
      if ('fault' in start) listing.faults.push({ at: at([...where, ...start.path]), message: start.fault });
      if (!('kind' in start)) continue;
      const { gallery, version } = isObject(entry) ? entry : {};
      listing.listed.push({
        ...{ key, at: () => at(where), start, inputs, isFromRegistry: gallery === true || typeof gallery === 'string' },
        ...(project === undefined ? {} : { project }),
        ...(typeof version === 'string' ? { version } : {}),
      });
    }
  }
  return listing;
}

/** Every path that a key with `*` in it leads to. */
function pathsTo(value: unknown, key: readonly string[]): string[][] {
  return key.reduce<string[][]>(
    (paths, step) =>
      paths.flatMap((path) =>
        membersOf(valueAt(value, path)).flatMap(([name]) => (step === '*' || name === step ? [[...path, name]] : [])),
      ),
    [[]],
  );
}

const Text = z.string().max(65_536);
/** Variables and headers are text; people write numbers and yes or no all the same. */
const Texts = z.record(z.string(), z.union([Text, z.number(), z.boolean(), z.null()]));
const Args = z.array(z.union([Text, z.number(), z.boolean()])).max(1000);

/** One server, in the words of every client: what is one thing has several names. */
const Entry = z.looseObject({
  command: z
    .union([
      Text,
      z.array(Text).min(1).max(1000),
      z.looseObject({ path: Text, args: Args.optional(), env: Texts.nullish() }),
    ])
    .optional(),
  cmd: Text.optional(),
  args: Args.nullish(),
  env: Texts.nullish(),
  envs: Texts.nullish(),
  environment: Texts.nullish(),
  env_keys: z.array(Text).nullish(),
  env_vars: z.array(Text).nullish(),
  cwd: Text.nullish(),
  url: Text.nullish(),
  serverUrl: Text.nullish(),
  httpUrl: Text.nullish(),
  uri: Text.nullish(),
  type: Text.nullish(),
  transport: z.union([Text, z.looseObject({ type: Text.optional() })]).nullish(),
  headers: Texts.nullish(),
  http_headers: Texts.nullish(),
  env_http_headers: z.record(z.string(), Text).nullish(),
  bearer_token_env_var: Text.nullish(),
  requestOptions: z.looseObject({ headers: Texts.nullish() }).nullish(),
  disabled: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
});
type Entry = z.infer<typeof Entry>;

/** Parts of a client itself, and servers that an extension of the client brings: nothing to start or to connect to. */
const BUILT_IN = new Set(['builtin', 'platform', 'frontend', 'inlinepython']);

/** How a server is started or reached; nothing for one that is switched off, or is a part of its client. */
function startOf(
  entry: unknown,
  bareUrl: Client['bareUrl'],
): Listed['start'] | { fault: string; path: JsonPath } | { off: true } {
  const { data, error } = Entry.safeParse(unwrapped(entry));
  if (!data) {
    const [issue] = error.issues;
    const field = issue?.path[0];
    return {
      fault: field === undefined ? 'it is no server' : `"${String(field)}" is not of the right kind`,
      path: issue?.path ?? [],
    };
  }
  const type = typeOf(data);
  if (data.disabled || data.enabled === false || BUILT_IN.has(type)) return { off: true };
  const url = data.url ?? data.serverUrl ?? data.httpUrl ?? data.uri;
  if (url) {
    if (!/^(https?|wss?):\/\/|^\$?\{/.test(url))
      return { fault: 'its address begins with neither http nor ws', path: [] };
    const transport = transportOf(type, data, url, bareUrl);
    return { kind: 'hosted', url, transport, headers: headersOf(data) };
  }
  const process = processOf(data);
  if (process) return process;
  // Zed keeps the settings of servers here that its extensions bring.
  if (data.settings !== undefined || data.source === 'extension') return { off: true };
  return { fault: 'it has neither a command nor an address', path: [] };
}

/** Continue once wrote all of a server below `transport`. */
function unwrapped(entry: unknown): unknown {
  if (!isObject(entry) || !isObject(entry.transport)) return entry;
  return { ...entry, ...entry.transport, transport: undefined };
}

function typeOf({ type, transport }: Entry): string {
  const said = type ?? (typeof transport === 'string' ? transport : '');
  return said.toLowerCase().replace(/[-_\s]/g, '');
}

function transportOf(
  type: string,
  { httpUrl }: Entry,
  url: string,
  bareUrl: Client['bareUrl'],
): ListedHosted['transport'] {
  if (/^ws/.test(url) || type === 'websocket' || type === 'ws') return 'websocket';
  if (type === 'sse') return 'sse';
  if (/http/.test(type) || httpUrl) return 'streamable-http';
  return bareUrl ?? 'streamable-http';
}

function processOf({ command: said, cmd, args, cwd, ...data }: Entry): ListedProcess | null {
  const parts =
    typeof said === 'string' || said === undefined
      ? [said ?? cmd ?? '']
      : Array.isArray(said)
        ? said
        : [said.path, ...(said.args ?? [])];
  const [command = '', ...before] = parts.map(String);
  if (command.trim() === '') return null;
  const inner = isObject(said) ? textsOf(said.env) : {};
  const passed = [...(data.env_keys ?? []), ...(data.env_vars ?? [])].map((name) => [name, `\${${name}}`]);
  const env = {
    ...Object.fromEntries(passed),
    ...inner,
    ...textsOf(data.env),
    ...textsOf(data.envs),
    ...textsOf(data.environment),
  };
  return { kind: 'process', command, args: [...before, ...(args ?? []).map(String)], env, ...(cwd ? { cwd } : {}) };
}

function headersOf(data: Entry): Record<string, string> {
  const fromEnv = Object.entries(data.env_http_headers ?? {}).map(([header, name]) => [header, `\${${name}}`]);
  const bearer = data.bearer_token_env_var;
  return {
    ...(bearer ? { Authorization: `Bearer \${${bearer}}` } : {}),
    ...Object.fromEntries(fromEnv),
    ...textsOf(data.requestOptions?.headers),
    ...textsOf(data.http_headers),
    ...textsOf(data.headers),
  };
}

function textsOf(values: Record<string, unknown> | null | undefined): Record<string, string> {
  const said = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(said.map(([name, value]) => [name, String(value)]));
}

const Input = z.looseObject({
  id: Text,
  description: z.string().max(500).optional(),
  password: z.boolean().optional(),
});

function inputsIn(value: unknown): Record<string, ListedInput> {
  const inputs = (Array.isArray(value) ? value : []).flatMap((each) => Input.safeParse(each).data ?? []);
  return Object.fromEntries(
    inputs.map(({ id, description, password = false }) => [
      id,
      { ...(description === undefined ? {} : { description }), isSecret: password },
    ]),
  );
}
