import type { Argument, Input, KeyValueInput, Package, Remote, ServerJson } from '../../catalog/server-json.ts';
import { type Ask, asksOf, type Value, variableName } from './value.ts';

/** How a client reaches a server, once everything the entry says has been read. */
export type Launch =
  | { kind: 'remote'; transport: 'http' | 'sse'; url: Value; headers: [name: string, value: Value][] }
  | { kind: 'process'; command: string; args: Value[]; env: [name: string, value: Value][] }
  | { kind: 'bundle'; url: string; sha256: string | null };

/** One of the ways to run or reach a server. `start` comes first where the reader must start what the client connects to. */
export interface Way {
  label: string;
  launch: Launch;
  start?: Extract<Launch, { kind: 'process' }>;
  /** Leads to the server through this registry's proxy. */
  proxied?: boolean;
  /** What the reader fills in, and what else they may. */
  asks: Ask[];
  optional: Ask[];
  /** A caution about this way, said above it. */
  caution?: { title: string; text: string };
}

/** A way we will not print, and why. */
export interface Refusal {
  label: string;
  refused: string;
}

/** Every way to a server: hosted first, then the proxy's address if this registry has one, then its packages. */
export function waysOf(server: ServerJson, proxyUrl: string | undefined, service: string): (Way | Refusal)[] {
  const { remotes = [], packages = [] } = server;
  return [
    ...remotes.map((remote) =>
      wayOf(remotes.length > 1 ? `Hosted, ${hostOf(remote.url)}` : 'Hosted', () => remoteWay(remote)),
    ),
    ...packages.map((one) => wayOf(LABELS[one.registryType] ?? one.registryType, () => packageWay(one))),
    ...(proxyUrl ? [proxyWay(proxyUrl, service)] : []),
  ];
}

const LABELS: Record<string, string> = { npm: 'npm', pypi: 'PyPI', oci: 'Container', nuget: 'NuGet', mcpb: 'Bundle' };

/** The longest text that we print as a part of a command, in UTF-16 units. */
const LONGEST = 2000;

class Refused extends Error {}

function wayOf(label: string, make: () => Omit<Way, 'label'>): Way | Refusal {
  try {
    return { label, ...make() };
  } catch (error) {
    if (error instanceof Refused) return { label, refused: error.message };
    throw error;
  }
}

function proxyWay(proxyUrl: string, service: string): Way {
  const url = `${proxyUrl.replace(/\/$/, '')}/mcp/${encodeURIComponent(service)}`;
  return {
    label: "This registry's proxy",
    launch: { kind: 'remote', transport: 'http', url: [url], headers: [] },
    proxied: true,
    asks: [],
    optional: [],
  };
}

function remoteWay({ type, url, headers = [], variables = {} }: Remote): Omit<Way, 'label'> {
  if (type !== 'streamable-http' && type !== 'sse')
    throw new Refused(`No client we know speaks its transport, ${type}.`);
  const address = webAddress(url, variables);
  const { given, optional } = settings(headers);
  for (const value of [address, ...given.map(([, value]) => value)]) refuseExpansion(value);
  return {
    launch: { kind: 'remote', transport: type === 'sse' ? 'sse' : 'http', url: address, headers: given },
    asks: asksOf([address, ...given.map(([, value]) => value)]),
    optional,
  };
}

function packageWay(one: Package): Omit<Way, 'label'> {
  if (one.registryType === 'mcpb') {
    return {
      launch: { kind: 'bundle', url: webAddress(one.identifier, {}).join(''), sha256: one.fileSha256 ?? null },
      asks: [],
      optional: [],
    };
  }
  const env = settings(one.environmentVariables ?? []);
  const run = processOf(one, env.given);
  const values = [...run.args, ...env.given.map(([, value]) => value)];
  const caution = isFloating(one) ? { caution: FLOATING } : {};
  if (one.transport.type === 'stdio') return { launch: run, asks: asksOf(values), optional: env.optional, ...caution };
  if (!one.transport.url)
    throw new Refused('It serves HTTP once started, and its entry does not say at which address.');
  const reached = remoteWay({ type: one.transport.type, url: one.transport.url, headers: one.transport.headers ?? [] });
  return {
    ...reached,
    start: run,
    asks: [...new Map([...asksOf(values), ...reached.asks].map((ask) => [ask.ask, ask])).values()],
    optional: [...env.optional, ...reached.optional],
    ...caution,
  };
}

const FLOATING = {
  title: 'This image names no fixed version',
  text: 'What you get can change without notice. Pin a digest.',
};

function isFloating({ registryType, identifier, version }: Package): boolean {
  if (registryType !== 'oci' || identifier.includes('@')) return false;
  const tag = /:([^/:]+)$/.exec(identifier)?.[1] ?? version;
  return tag === undefined || tag === 'latest';
}

/** The command that starts a package: its runner, the runner's arguments, the package, the package's arguments. */
function processOf(one: Package, env: [string, Value][]): Extract<Launch, { kind: 'process' }> {
  const { registryType, runtimeHint, runtimeArguments = [], packageArguments = [] } = one;
  const identifier = checked(one.identifier, 'identifier');
  const version = one.version === undefined ? '' : checked(one.version, 'version');
  const runtime = runtimeArguments.flatMap(wordsOf);
  const rest = packageArguments.flatMap(wordsOf);
  const has = (word: string) => runtime.some((value) => value.length === 1 && value[0] === word);
  const missing = (...words: string[]) => words.filter((word) => !has(word)).map((word): Value => [word]);
  switch (registryType) {
    case 'npm': {
      const command = checked(runtimeHint ?? 'npx', 'runtime');
      const yes = command === 'npx' && !has('--yes') ? missing('-y') : [];
      return {
        kind: 'process',
        command,
        args: [...yes, ...runtime, [version ? `${identifier}@${version}` : identifier], ...rest],
        env,
      };
    }
    case 'pypi':
      return {
        kind: 'process',
        command: checked(runtimeHint ?? 'uvx', 'runtime'),
        args: [...runtime, [version ? `${identifier}==${version}` : identifier], ...rest],
        env,
      };
    case 'nuget':
      return {
        kind: 'process',
        command: checked(runtimeHint ?? 'dnx', 'runtime'),
        args: [...runtime, [version ? `${identifier}@${version}` : identifier], ...missing('--yes'), ...rest],
        env,
      };
    case 'oci': {
      const tagged = /[:@][^/]*$/.test(identifier) || !version;
      const image = tagged ? identifier : `${identifier}:${version}`;
      const names = env.flatMap(([name]): Value[] => [['-e'], [name]]);
      const open = has('run') ? [] : missing('run', '-i', '--rm');
      return {
        kind: 'process',
        command: checked(runtimeHint ?? 'docker', 'runtime'),
        args: [...open, ...runtime, ...names, [image], ...rest],
        env,
      };
    }
    default:
      throw new Refused(`We do not know how to run packages from "${registryType}".`);
  }
}

/** The settings a reader must give, and those they may. A fixed value that is no secret is given for them. */
function settings(inputs: KeyValueInput[]): { given: [string, Value][]; optional: Ask[] } {
  const given: [string, Value][] = [];
  const optional: Ask[] = [];
  for (const input of inputs) {
    const name = /^[A-Za-z_][\w-]*$/.test(input.name) ? input.name : null;
    if (!name) throw new Refused(`It names a setting we will not print: ${JSON.stringify(input.name).slice(0, 60)}.`);
    const value = valueFor(input, name);
    if (input.isRequired || (input.value !== undefined && !asksOf([value]).length)) given.push([name, value]);
    else optional.push(askFor(name, input));
  }
  return { given, optional };
}

/** An argument as words of a command; optional ones that fix no value are left to the server's default. */
function wordsOf(argument: Argument): Value[] {
  const fixed = argument.value !== undefined;
  if (argument.type === 'positional') {
    return fixed || argument.isRequired ? [valueFor(argument, argument.valueHint ?? 'value')] : [];
  }
  const name = checkedText(argument.name ?? '', 'argument');
  if (fixed || (argument.isRequired && takesValue(argument))) return [[name], valueFor(argument, name)];
  return argument.isRequired || !takesValue(argument) ? [[name]] : [];
}

function takesValue({
  valueHint,
  format,
  choices,
  placeholder,
  default: preset,
  isSecret,
  description,
}: Argument): boolean {
  return [valueHint, format, choices, placeholder, preset, isSecret, description].some((hint) => hint !== undefined);
}

function valueFor(input: Input, name: string): Value {
  if (input.value !== undefined && !input.isSecret) return filled(input.value, input.variables ?? {});
  if (input.value !== undefined && /\{[\w-]+\}/.test(input.value)) return filled(input.value, input.variables ?? {});
  if (input.default !== undefined && !input.isSecret) return [checkedText(input.default, 'default')];
  return [askFor(name, input)];
}

/** A template such as `Bearer {token}`, its variables turned into gaps or their fixed values. */
function filled(template: string, variables: Record<string, Input>): Value {
  return checkedText(template, 'value')
    .split(/(\{[\w-]+\})/)
    .filter((part) => part !== '')
    .flatMap((part): Value => {
      const name = /^\{([\w-]+)\}$/.exec(part)?.[1];
      if (name === undefined) return [part];
      const variable = variables[name] ?? {};
      const preset = variable.isSecret ? undefined : (variable.value ?? variable.default);
      return [preset === undefined ? askFor(name, variable) : checkedText(preset, 'value')];
    });
}

function askFor(name: string, { isSecret = false, description = '' }: Input): Ask {
  return { ask: variableName(name), secret: isSecret, description };
}

function webAddress(url: string, variables: Record<string, Input>): Value {
  if (url.length > LONGEST || !/^https?:\/\/[^\s"'<>\\]+$/.test(url))
    throw new Refused('Its address is not one we can print.');
  return filled(url, variables);
}

/** A word that a command would take as its subject: it may not pass for an option. */
function checked(text: string, what: string): string {
  if (text.startsWith('-')) throw new Refused(`Its ${what} begins with "-", so a command would read it as an option.`);
  if (text === '' || /\s/.test(text)) throw new Refused(`Its ${what} is empty or holds a space.`);
  return checkedText(text, what);
}

function checkedText(text: string, what: string): string {
  if (text.length > LONGEST) throw new Refused(`Its ${what} is longer than ${LONGEST} characters.`);
  if (/\p{Surrogate}/u.test(text)) throw new Refused(`Its ${what} holds half a character.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text)) {
    throw new Refused(`Its ${what} holds a control character.`);
  }
  return text;
}

/** Clients fill in `$NAME` and its kin from the reader's own environment: nothing of it goes to an address of the publisher's choice. */
function refuseExpansion(value: Value): void {
  if (value.some((part) => typeof part === 'string' && /\$\{|\$[A-Za-z_]|\{env:/.test(part))) {
    throw new Refused('It holds a "$" that some clients would fill in from your own settings.');
  }
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#{}]+)/.exec(url)?.[1]?.slice(0, 60) ?? 'other address';
}
