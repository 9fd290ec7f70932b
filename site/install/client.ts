import type { Process, Reached } from './formats.ts';
import type { Offer } from './offer.ts';
import type { Launch } from './way.ts';

/**
 * How one client is told of a server. A string in place of a function says why it cannot be.
 * `name` is the short name that the server will have there: `[a-z0-9-]`.
 */
export interface Client {
  id: string;
  label: string;
  /** When these formats were last held against what is known of the client. */
  verifiedAt: string;
  /** Whether its makers document what we print, or it is what everybody does. */
  standing: 'documented' | 'de facto';
  /** Where its users are bitten. */
  note?: string;
  process: ((name: string, launch: Process) => Offer) | string;
  remote: ((name: string, launch: Reached) => Offer | string) | string;
  bundle?: (url: string) => Offer;
}

/** A client's answer to a way: an offer, or the reason why there is none. */
export function offerOf(client: Client, name: string, launch: Launch): Offer | string {
  switch (launch.kind) {
    case 'process':
      return typeof client.process === 'string' ? client.process : client.process(name, launch);
    case 'remote':
      return typeof client.remote === 'string' ? client.remote : client.remote(name, launch);
    case 'bundle':
      return client.bundle ? client.bundle(launch.url) : `${client.label} takes no bundles.`;
  }
}

/** The short name a server gets in a client's settings. */
export function shortName(alias: string | null, name: string): string {
  const slug = (alias ?? name.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, 64) || 'server';
}
