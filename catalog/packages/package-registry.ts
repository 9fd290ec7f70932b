import type { Package } from '../server-json.ts';
import type { Ask } from './ask.ts';
import type { RegistryBases } from './bases.ts';

/** What a registry says of one package. */
export interface PackageFinding {
  reason: 'ok' | 'package-missing' | 'package-withdrawn';
  /** What was found, as a clause: "npm has acme-weather@1.2.3". */
  message: string;
  /** Whether the package itself names this server; null where its registry knows no such proof. */
  proof: Proof | null;
  /** The newest version there is, where the registry says so. */
  latest?: string | undefined;
}

/** A package that names no server, or another one, is a fact to show: it makes nothing unhealthy. */
export type Proof = 'matches' | 'differs' | 'absent';

/** Whom to ask, and how. */
export interface Desk {
  ask: Ask;
  bases: RegistryBases;
}

/** One kind of package registry, and how a package is looked up there: its version, whether it was withdrawn, its proof. */
export interface PackageRegistry {
  /** The `registryType` of `server.json`. */
  type: string;
  /** How a package of this kind is made to name its server, as the beginning of a sentence; null: by nothing that is known. */
  proveBy: ((server: string) => string) | null;
  /** Throws `RegistryFault` when the registry gives no answer that says anything of the package. */
  lookUp(pkg: Package, server: string, desk: Desk): Promise<PackageFinding>;
}

/** The package is not there, or not in that version. */
export function missing(message: string, latest?: string): PackageFinding {
  return { reason: 'package-missing', message, proof: null, latest };
}
