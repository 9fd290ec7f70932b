import { BY_HAND, gapsOf, type Reached } from '../formats.ts';
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
    return `http_headers.${JSON.stringify(key)} = ${string(value)}`;
  });
  const toml = [`[mcp_servers.${name}]`, `url = ${string(launch.url)}`, ...rows].join('\n');
  const gaps = gapsOf(launch).map(BY_HAND);
  return { links: [], blocks: [{ caption: '~/.codex/config.toml', language: 'toml', text: toml, gaps }] };
}
