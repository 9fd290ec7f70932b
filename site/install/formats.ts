import { type Block, filledIn, GAPS, type Gap, inputId, type Offer } from './offer.ts';
import { powershellLine } from './powershell.ts';
import { type CommandLine, shellGaps, shellLine } from './shell.ts';
import { type Ask, asksOf, textOf, type Value } from './value.ts';
import type { Launch } from './way.ts';

export type Process = Extract<Launch, { kind: 'process' }>;
export type Reached = Extract<Launch, { kind: 'remote' }>;

/** What the reader fills in of a way to a server. */
export function gapsOf(launch: Process | Reached): Ask[] {
  return launch.kind === 'remote'
    ? asksOf([launch.url, ...launch.headers.map(([, value]) => value)])
    : asksOf([...launch.args, ...launch.env.map(([, value]) => value)]);
}

/** What stands in a way as it is. */
function literalsOf(launch: Process | Reached): string[] {
  const pairs = launch.kind === 'remote' ? launch.headers : launch.env;
  const values = [...(launch.kind === 'remote' ? [launch.url] : launch.args), ...pairs.map(([, value]) => value)];
  return values.flat().filter((part) => typeof part === 'string');
}

/**
 * What a reader of a file must know: where nothing is filled in for them, and where too much is. `config` is what is printed.
 */
export function cautionsOf(config: object, launch: Process | Reached, gap: Gap): string[] {
  const text = JSON.stringify(config);
  const filled = filledIn(gap);
  const [byHand, expands] = [
    gapsOf(launch).some((ask) => text.includes(BY_HAND(ask))),
    filled !== null && literalsOf(launch).some((part) => filled.test(part)),
  ];
  return [
    ...(byHand ? ['It fills in nothing there: put your own values in the marked places.'] : []),
    ...(expands
      ? [
          'A value here holds what it would fill in itself: keep that value in your environment, and name it in its place.',
        ]
      : []),
  ];
}

/** `{ command, args, env }`, as nearly every client has it. `wordGap` is for arguments, where those want another form. */
export function processJson({ command, args, env }: Process, gap: Gap, wordGap = gap): object {
  const words = { command, args: args.map((value) => textOf(value, wordGap)) };
  return env.length > 0 ? { ...words, env: record(env, gap) } : words;
}

/** `{ headers }`, or nothing where none is wanted. */
export function headersJson({ headers }: Reached, gap: Gap): object {
  return headers.length > 0 ? { headers: record(headers, gap) } : {};
}

export function record(pairs: [string, Value][], gap: Gap): Record<string, string> {
  return Object.fromEntries(pairs.map(([key, value]) => [key, textOf(value, gap)]));
}

/** A block of JSON whose gaps are marked. */
export function jsonBlock(caption: string, config: object, launch: Process | Reached, gap: Gap): Block {
  const text = JSON.stringify(config, null, 2);
  // JSON writes a quote or a backslash of a gap differently; none of the forms holds one.
  const gaps = gapsOf(launch).flatMap((ask) => [...new Set([gap(ask), BY_HAND(ask)])]);
  return { caption, language: 'json', text, gaps: gaps.filter((one) => text.includes(one)) };
}

/** A block for a shell, and for PowerShell where that wants another line. */
export function shellBlock(command: CommandLine, caption = 'Run in a shell'): Block {
  const text = shellLine(command);
  const powershell = powershellLine(command);
  const values = [...command.words, ...(command.env ?? []).map(([, value]) => value)];
  const asks = asksOf(values.map((word) => (typeof word === 'string' ? [word] : word)));
  const gaps = asks.flatMap(({ ask }) => [...shellGaps(ask), `\${env:${ask}}`]);
  return { caption, language: 'shell', text, gaps, ...(powershell === text ? {} : { powershell }) };
}

/** What the reader starts before a client can connect to it. */
export function startBlock({ command, args, env }: Process): Block {
  return shellBlock({ env, words: [command, ...args] }, 'First start it');
}

/** What VS Code and Visual Studio ask for, and keep: each gap becomes one of their `inputs`. */
export function inputsOf(launch: Process | Reached): { inputs?: object[] } {
  const inputs = gapsOf(launch).map(({ ask, secret, description }) => ({
    type: 'promptString',
    id: inputId(ask),
    description: description || ask,
    password: secret,
  }));
  return inputs.length > 0 ? { inputs } : {};
}

/** An object as block YAML. Every text is quoted as JSON quotes it, which YAML 1.2 reads alike. */
export function yaml(value: object, indent = ''): string {
  return Object.entries(value)
    .map(([key, item]: [string, unknown]) => {
      const head = `${indent}${/^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key)}:`;
      if (Array.isArray(item) && item.every((one) => typeof one === 'object')) {
        return [head, ...item.map((one: object) => `${indent}  - ${yaml(one, `${indent}    `).trimStart()}`)].join(
          '\n',
        );
      }
      const nested = typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).length > 0;
      return nested ? `${head}\n${yaml(item, `${indent}  `)}` : `${head} ${JSON.stringify(item)}`;
    })
    .join('\n');
}

/** Standard base64 of the UTF-8 bytes of a value's JSON, safe in a query. */
export function base64Query(value: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return encodeURIComponent(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
}

/** A value's JSON, safe in a query. */
export function jsonQuery(value: object): string {
  return encodeURIComponent(JSON.stringify(value));
}

/** A link cannot be mended by hand, so there is none while something in it would have to be. */
export function linkWhenFilled(
  launch: Process | Reached,
  config: object,
  link: { label: string; href: string },
): Partial<Offer> {
  const text = JSON.stringify(config);
  return gapsOf(launch).some((ask) => text.includes(BY_HAND(ask))) ? {} : { links: [link] };
}

export const BY_HAND = GAPS.byHand;
