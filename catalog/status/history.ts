import type { ToolsChange } from '../tools/tools-change.ts';
import type { Evidence, Incident } from './status.ts';

/** What happened to a server, oldest first, and the evidence of its newest looks, newest first. */
export interface History {
  incidents: Incident[];
  toolChanges: ToolsChange[];
  evidence: Evidence[];
}

/** The history of a server that nobody looked at. */
export const NO_HISTORY: History = { incidents: [], toolChanges: [], evidence: [] };

/** Whether anything happened that is worth to be told. */
export function hasHistory({ incidents, toolChanges }: History): boolean {
  return incidents.length + toolChanges.length > 0;
}
