import type { Way } from './ways.ts';

/** What stands between client and upstream, and is measured: a program, and the ways through it. */
export interface Contender {
  name: string;
  calls: Way[];
  lists: Way[];
  /** Connections at once that its calls are measured with. */
  connections: readonly Connections[];
  /** Its command line, once the files that it reads are written; null for the upstream itself. */
  prepare: ((place: Place) => Promise<string[]>) | null;
  /** It has workers: they count as it does. Of others, a child is the upstream that they were told to start. */
  hasWorkers?: boolean;
  /** It may use every core; all others have one. */
  spreads?: boolean;
}

/** Where a contender is to stand. */
export interface Place {
  port: number;
  /** The upstream over HTTP; its paths are `/ten` and `/many`. */
  upstream: string;
  /** A command line that starts the upstream over stdio. */
  stdioUpstream: string[];
  /** The folder of our programs. */
  programs: string;
  /** A folder of its own. */
  folder: string;
}

/** As few as there are, about as many as a team has, and more than the proxy can answer at once. */
export const CONNECTIONS = [1, 16, 64] as const;
type Connections = (typeof CONNECTIONS)[number];
