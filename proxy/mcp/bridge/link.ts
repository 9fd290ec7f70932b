import * as z from 'zod';
import type { Result } from '../../upstream/peer.ts';
import { BadMessage, type Inbound } from '../inbound.ts';
import type { Call, LegacyDoor } from './legacy-door.ts';

/** What a link needs of its client: to tell it something, and to ask it. */
export type ClientEnd = Pick<LegacyDoor, 'tell' | 'ask' | 'latestCall'>;

const LegacyClient = z.looseObject({
  protocolVersion: z.string(),
  capabilities: z.record(z.string(), z.unknown()),
  clientInfo: z.record(z.string(), z.unknown()),
});
/** A 2025 client, by what it said in `initialize`. */
export type LegacyClient = Pick<z.infer<typeof LegacyClient>, 'protocolVersion' | 'capabilities' | 'clientInfo'>;

/** Who says `initialize`. Throws `BadMessage` when that is not said. */
export function readInitialize({ message }: Inbound): LegacyClient {
  const { data } = LegacyClient.safeParse(message.params);
  if (data) return data;
  throw new BadMessage(400, -32602, 'initialize needs protocolVersion, capabilities and clientInfo', message.id);
}

/** What a message says, if it says anything: none is not the same as an empty one. */
type Params = Record<string, unknown>;

/** The upstream's end of a 2025 client's session. Requests throw as `Upstream.request` does. */
export interface Link {
  /** The result of the client's `initialize`. */
  initialize(): Promise<Record<string, unknown>>;
  /** `signal` ends the work where it is not the call's own: it is then done elsewhere. */
  request(method: string, params: Params | undefined, call: Call, signal?: AbortSignal): Promise<Pick<Result, 'value'>>;
  notification(method: string, params?: Params): void;
  close(): Promise<void>;
}

const LEGACY_VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];

export function isLegacyVersion(version: string): boolean {
  return LEGACY_VERSIONS.includes(version);
}

/** The revision we agree on with a client: its own, if it is one of the older era's; else the newest of those. */
export function agreedVersion(asked: string, most = '2025-11-25'): string {
  return LEGACY_VERSIONS.includes(asked) && asked <= most ? asked : most;
}
