import { type Block, GAPS, type Gap, inputId, type Offer } from './offer.ts';
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

/** `{ command, args, env }`, as nearly every client has it. */
export function processJson({ command, args, env }: Process, gap: Gap): object {
  const words = { command, args: args.map((value) => textOf(value, gap)) };
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
  // JSON writes a quote or a backslash of a gap differently; none of the forms holds one.
  return { caption, language: 'json', text: JSON.stringify(config, null, 2), gaps: gapsOf(launch).map(gap) };
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

/** A link cannot be mended by hand, so a client that fills in nothing gets none while something is missing. */
export function linkWhenFilled(launch: Process | Reached, link: { label: string; href: string }): Partial<Offer> {
  const missing = gapsOf(launch).map(({ ask }) => ask);
  if (missing.length === 0) return { links: [link] };
  return { after: `It fills in nothing: put your own values in the marked places (${missing.join(', ')}).` };
}

export const BY_HAND = GAPS.byHand;
