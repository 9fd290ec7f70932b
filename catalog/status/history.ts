import type { ToolsChange } from '../tools/tools-change.ts';
import type { Evidence, Incident } from './status.ts';

/** What happened to a server, oldest first, and the evidence of its newest looks, newest first. */
export interface History {
  incidents: Incident[];
  toolChanges: ToolsChange[];
  evidence: Evidence[];
}

/** One check of the last 24 hours: when (RFC 3339), and the milliseconds that its answer took; null for no good one. */
export interface Answer {
  at: string;
  latencyMs: number | null;
}

/** How long good answers of a day (UTC) took, in milliseconds; null where there were none. */
export interface DayLatency {
  date: string;
  latencyMs: { p50: number; p95: number } | null;
}

/** How long a server lets callers wait: each check of the last 24 hours, and the days, both oldest first. */
export interface Latencies {
  answers: Answer[];
  days: DayLatency[];
}

/** The latencies of a server that nobody looked at. */
export const NO_LATENCIES: Latencies = { answers: [], days: [] };

/** The history of a server that nobody looked at. */
export const NO_HISTORY: History = { incidents: [], toolChanges: [], evidence: [] };

/** Whether anything happened that is worth to be told. */
export function hasHistory({ incidents, toolChanges }: History): boolean {
  return incidents.length + toolChanges.length > 0;
}
