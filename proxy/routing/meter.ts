/** Counts what is routed. Every duration is in milliseconds. */
export interface Meter {
  /** An attempt at an instance has ended: `ok`, `left` when its caller did, or with the reason of its fault. */
  attempted(service: string, instance: string, outcome: string): void;
  /** A piece of work has ended: `ok`, `left`, or with the code of an error. */
  routed(service: string, outcome: string, ms: number): void;
}

/** For whoever counts nothing. */
export const UNMETERED: Meter = { attempted() {}, routed() {} };
