import { BY_HAND, gapsOf, type Process, processJson, type Reached } from '../formats.ts';
import { file } from '../in-json.ts';
import { options } from '../in-shell.ts';
import type { Offer } from '../offer.ts';
import { textOf, type Value } from '../value.ts';

/** Claude's own form for a hosted server, filled in. */
export function connector(name: string, launch: Reached): Offer | string {
  const url = textOf(launch.url, BY_HAND);
  if (gapsOf(launch).length > 0) return 'Claude asks for no header or part of an address, and this way needs one.';
  if (launch.headers.length > 0) return 'Claude sends no header of yours, and this way needs one.';
  if (!url.startsWith('https://')) return 'Claude connects to https addresses only.';
  const query = `connectorName=${encodeURIComponent(name)}&connectorUrl=${encodeURIComponent(url)}`;
  return {
    links: [
      { label: 'Add to Claude', href: `https://claude.ai/customize/connectors?modal=add-custom-connector&${query}` },
    ],
    blocks: [{ caption: 'Address of the connector', language: 'text', text: url, gaps: [] }],
  };
}

/** A bundle, which Claude Desktop opens. */
export function bundle(url: string): Offer {
  return {
    links: [{ label: 'Download the bundle', href: url }],
    blocks: [],
    after: 'Open the file with Claude Desktop.',
  };
}

const DESKTOP = 'claude_desktop_config.json';

export function desktopProcess(name: string, launch: Process): Offer {
  return file(DESKTOP, { mcpServers: { [name]: processJson(launch, BY_HAND) } }, launch, BY_HAND);
}

/** Its file takes commands alone. */
export function desktopRemote(name: string, launch: Reached): Offer {
  const args: Value[] = [['-y'], ['mcp-remote'], launch.url, ...options('--header', launch.headers, ':')];
  const bridge = { command: 'npx', args: args.map((value) => textOf(value, BY_HAND)) };
  return {
    ...file(DESKTOP, { mcpServers: { [name]: bridge } }, launch, BY_HAND),
    after: 'Its file takes commands alone, so mcp-remote stands between. A connector needs no file.',
  };
}
