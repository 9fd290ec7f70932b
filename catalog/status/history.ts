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

/** The history of a server that nobody looked at. */
export const NO_HISTORY: History = { incidents: [], toolChanges: [], evidence: [] };

/** Whether anything happened that is worth to be told. */
export function hasHistory({ incidents, toolChanges }: History): boolean {
  return incidents.length + toolChanges.length > 0;
}
