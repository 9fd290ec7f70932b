import type { AnyClient } from './clients.ts';
import type { Wire } from './wire.ts';

/** The clients that features are tried with, and the revision each speaks. */
export const CLIENTS = [
  { name: 'a client of 2025', era: '2025' },
  { name: 'a client of the older SDK', era: '2025' },
  { name: 'a client of 2026', era: '2026' },
] as const;
export type ClientKind = (typeof CLIENTS)[number]['name'];
export const ERAS = ['2025', '2026'] as const;

/** The ways to a server, by transport and revision. A WebSocket's subprotocol says nothing of a revision: ours is of 2025. */
export const UPSTREAMS = ['http 2025', 'http 2026', 'sse', 'stdio 2025', 'stdio 2026', 'websocket'] as const;
export type UpstreamName = (typeof UPSTREAMS)[number];

/** Who speaks to whom through the proxy. */
export interface Pairing {
  era: (typeof ERAS)[number];
  upstream: UpstreamName;
}

/** What a feature is tried on: one pairing, with everybody connected. */
export interface Stage extends Pairing {
  url: string;
  /** The same server, as a service whose calls may be silent for 500 ms only. */
  hurriedUrl: string;
  /** At the proxy. It offers to be asked, unless that gave each of its calls a process of its own. */
  client: AnyClient;
  /** At such a server, with no proxy in between. */
  straight: AnyClient;
  /** A client of this kind that can be asked this, or everything; the same for all who want the same. */
  asked(capabilities?: object): Promise<AnyClient>;
  /** A client of this era without an SDK: a new one each time. */
  wire(options?: { capabilities?: object; url?: string }): Promise<Wire>;
}

/** Something that MCP can do, a row of the table in proxy/README.md: tried in each pairing, but where there is no such thing. */
export interface Feature {
  name: string;
  /** No SDK would say it, or it would hide it: tried once an era, without one. */
  onWire?: true;
  /** Throws when it does not work. */
  try(stage: Stage): Promise<void>;
  /** Why there is no such thing in this pairing, as a sentence. */
  not?(pairing: Pairing): string | undefined;
}

/** Whether the server of this way speaks 2026-07-28. */
export function isModern(upstream: UpstreamName): boolean {
  return upstream.endsWith('2026');
}
