import type { ServerJson } from '../../../catalog/server-json.ts';
import type { ProxyConfig } from '../../config.ts';
import type { InstanceSpec } from '../service.ts';

/** A server as it was found, outside the catalog. */
export interface Found {
  /** Where, for people, and to tell it from all else of its place: a folder, a container, a URL. Never a secret. */
  origin: string;
  /** What it is called where no catalog knows it: from its folder or container. */
  slug: string;
  /** What it says of itself. Where it does not say its name, that is the slug. */
  server: ServerJson;
  instances: InstanceSpec[];
  /** The variables that its process is given, by name. */
  variables: string[];
}

/** What one look at a place found, and what could not be read there. */
export interface Reading {
  found: Found[];
  faults: { origin: string; message: string }[];
}

/** A place to look at, now and again. */
export interface Place {
  /** As `/health` and the log name it. Never a secret. */
  name: string;
  everyMs: number;
  /** Looks once. Throws when the place as a whole cannot be read: what was found before then stays. */
  read(signal: AbortSignal): Promise<Reading>;
  /** Calls when something has changed, for as long as the place can tell. It is begun again when it ends. */
  follow?(changed: () => void, signal: AbortSignal): Promise<void>;
}

/** What a source needs to know of its surroundings. */
export interface Around {
  config: ProxyConfig;
  /** Relative paths start here. */
  folder: string;
  env: NodeJS.ProcessEnv;
}

/** A kind of place where services are found while the proxy runs. */
export interface Source {
  kind: string;
  /** The places of this kind that the configuration names, each with what it is known by when that is read again. */
  places(around: Around): Place[];
}

/** What is said of a server that says nothing of itself. */
export function plainServer(name: string, said: Partial<ServerJson> = {}): ServerJson {
  return { description: '', version: '0.0.0', ...said, name };
}
