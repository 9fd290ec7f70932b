import type { RegistryRecord } from '../../catalog/dialects/dialect.ts';
import type { Flag } from './flag.ts';

/** Every kind of place where servers are found. */
export const SOURCE_NAMES = [
  'local-folder',
  'client-config',
  'docker',
  'openapi',
  'kubernetes',
  'official-registry',
  'npm',
  'pypi',
  'github',
  'domain',
  'oci',
] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** One server as one source saw it. Nothing of it is trusted yet. */
export interface Find {
  source: SourceName;
  /** The address, path or container it was seen at, for people and as evidence. Never a secret. */
  where: string;
  /** When it was seen: RFC 3339, UTC. */
  at: string;
  /** What is said of it: a `server.json` in any dialect (`catalog/dialects`). What is not known is left out, never invented. */
  server: Record<string, unknown>;
  /** Whether the publisher gave the name, or the source made it: `io.github.<owner>/<repository>`, say. */
  nameOrigin: 'publisher' | 'derived';
  /**
   * How the name is known. `proven`: the package, repository or domain that it is of names it itself. `claimed`: somebody
   * says so, and it is not at odds with anything. `guessed`: it follows from what things are called.
   */
  evidence: 'proven' | 'claimed' | 'guessed';
  /** The number of the repository at its host, which outlives renaming: `github:1234`. */
  repositoryId?: string;
  /** It is reached from this machine or cluster alone: it is shown, and may be called by the proxy, but is never published. */
  isLocal?: boolean;
  /** What the registry it stands in says of it. */
  registry?: RegistryRecord;
  /** What the source itself found to be doubtful. */
  flags?: Flag[];
}
