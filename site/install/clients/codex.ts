import { BY_HAND, gapsOf, type Reached } from '../formats.ts';
import { after } from '../in-json.ts';
import { inShell } from '../in-shell.ts';
import type { Offer } from '../offer.ts';
import { textOf, type Value } from '../value.ts';

/** Its command takes no headers, so those stand in its file. */
export function codexRemote(name: string, launch: Reached): Offer | string {
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
    if (typeof first === 'object' && value.length === 1)
      return `env_http_headers.${JSON.stringify(key)} = ${JSON.stringify(first.ask)}`;
    return `http_headers.${JSON.stringify(key)} = ${string(value)}`;
  });
  const toml = [`[mcp_servers.${name}]`, `url = ${string(launch.url)}`, ...rows].join('\n');
  const gaps = gapsOf(launch);
  const byHand = gaps.filter((ask) => toml.includes(BY_HAND(ask)));
  const named = gaps.filter((ask) => !byHand.includes(ask)).map(({ ask }) => ask);
  return {
    links: [],
    blocks: [{ caption: '~/.codex/config.toml', language: 'toml', text: toml, gaps: byHand.map(BY_HAND) }],
    ...after([
      ...(named.length > 0 ? [`It reads ${named.join(', ')} from your environment.`] : []),
      ...(byHand.length > 0 ? ['Put your own values in the marked places.'] : []),
    ]),
  };
}
