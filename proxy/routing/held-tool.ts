import type { Drift } from '../../catalog/status/status.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';

/** What is held against a live tool, in words that may be shown to a model: none of them are the server's own. */
export interface Quarantine {
  reason: string;
  /** How it differs from the reviewed one; null where there is none. */
  change: Drift | null;
  flagged: { code: string; what: string; pointer: string }[];
  details: { pointer: string; was?: unknown; is?: unknown; says: string }[];
}

/** A live tool that is not as it was reviewed, or says what no tool may say. */
export interface HeldTool {
  tool: string;
  quarantine: Quarantine;
  /** What was reviewed; null where nothing was. */
  reviewed: ToolDefinition | null;
  /** False when it is only warned of. */
  isRefused: boolean;
}
