import { BY_HAND, gapsOf, jsonQuery, linkWhenFilled, type Process, processJson, type Reached } from '../formats.ts';
import { after, file } from '../in-json.ts';
import type { Offer } from '../offer.ts';
import { textOf } from '../value.ts';

/** Its link fills in a form, and its file is one that an extension keeps. */
export function raycastProcess(name: string, launch: Process): Offer {
  const config = { type: 'stdio', ...processJson(launch, BY_HAND) };
  return {
    ...file('mcp-config.json, of its MCP extension', { mcpServers: { [name]: config } }, launch, BY_HAND),
    ...linkWhenFilled(launch, config, {
      label: 'Add to Raycast',
      href: `raycast://mcp/install?${jsonQuery({ name, ...config })}`,
    }),
  };
}

/** What is to be typed into that form. */
export function raycastRemote(_name: string, launch: Reached): Offer | string {
  if (launch.transport === 'sse') return 'Raycast does not speak SSE, the only transport here.';
  const headers = launch.headers.map(([key, value]) => `${key}: ${textOf(value, BY_HAND)}`);
  const text = [textOf(launch.url, BY_HAND), ...headers].join('\n');
  const caption = headers.length > 0 ? 'Address and headers' : 'Address';
  return {
    links: [],
    blocks: [{ caption, language: 'text', text, gaps: gapsOf(launch).map(BY_HAND) }],
    ...after(['Run "Install Server" in Raycast, and choose HTTP.']),
  };
}
