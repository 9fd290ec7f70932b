import { BY_HAND, gapsOf, type Process, type Reached, record, yaml } from '../formats.ts';
import { after } from '../in-json.ts';
import type { Offer } from '../offer.ts';
import { textOf, type Value } from '../value.ts';

const GOOSE_COMMANDS = ['npx', 'uvx', 'docker'];
const GOOSE_TIMEOUT_S = 300;
const MARKED = 'Put your own values in the marked places.';

export function gooseProcess(name: string, launch: Process): Offer {
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
  const byHand = [...args, ...given.map(([, value]) => value)].flat().some((part) => typeof part === 'object');
  const keys = asked.map(([key]) => key).join(', ');
  const says = after([
    ...(keys
      ? [`In the file alone, it finds ${keys} nowhere: give them to "goose configure", or set them before it starts.`]
      : []),
    ...(byHand ? [MARKED] : []),
  ]);
  // Of a shell that npx is to start, it takes no link.
  const refused = !GOOSE_COMMANDS.includes(command) || (command === 'npx' && words.includes('-c'));
  if (byHand || given.length > 0 || refused) return { links: [], blocks: [block], ...says };
  const query = [
    ['cmd', command],
    ...words.map((word) => ['arg', word]),
    ['id', name],
    ['name', name],
    ['timeout', String(GOOSE_TIMEOUT_S)],
    ...asked.map(([key, value]) => ['env', `${key}=${describe(value)}`]),
  ];
  return { links: [{ label: 'Add to Goose', href: gooseLink(query) }], blocks: [block], ...says };
}

export function gooseRemote(name: string, launch: Reached): Offer | string {
  if (launch.transport === 'sse') return 'Goose documents no way to add a server that speaks SSE alone.';
  const url = textOf(launch.url, BY_HAND);
  const headers = record(launch.headers, BY_HAND);
  const block = gooseFile(name, launch, { type: 'streamable_http', uri: url, headers });
  const byHand = gapsOf(launch).length > 0;
  if (launch.headers.length > 0 || byHand) return { links: [], blocks: [block], ...after(byHand ? [MARKED] : []) };
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
