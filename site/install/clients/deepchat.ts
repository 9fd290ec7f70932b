import { BY_HAND, base64Query, gapsOf, type Process, processJson, type Reached } from '../formats.ts';
import { at, file } from '../in-json.ts';
import type { Offer } from '../offer.ts';

const IMPORT = 'Settings, MCP, Import from JSON';

export function deepchatProcess(name: string, launch: Process): Offer {
  const config = processJson(launch, BY_HAND);
  const offer = file(IMPORT, { mcpServers: { [name]: config } }, launch, BY_HAND);
  return gapsOf(launch).length > 0 ? offer : { ...offer, links: [link(name, config)] };
}

/** Its link knows commands and SSE alone, and drops headers. */
export function deepchatRemote(name: string, launch: Reached): Offer {
  const config = { type: launch.transport, ...at(launch, BY_HAND) };
  const offer = file(IMPORT, { mcpServers: { [name]: config } }, launch, BY_HAND);
  const fits = launch.transport === 'sse' && launch.headers.length === 0 && gapsOf(launch).length === 0;
  return fits ? { ...offer, links: [link(name, config)] } : offer;
}

/** Left to itself, the link would approve every tool in advance. */
function link(name: string, config: object): Offer['links'][number] {
  const mcpServers = { [name]: { ...config, autoApprove: [] } };
  return { label: 'Add to DeepChat', href: `deepchat://mcp/install?code=${base64Query({ mcpServers })}` };
}
