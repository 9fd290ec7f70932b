import * as z from 'zod';
import { Drift } from '../status/status.ts';

/** The most names that each list of a change holds. */
export const MOST_NAMES = 20;

const Names = z.array(z.string().max(128)).max(MOST_NAMES);

/**
 * What became another in a server's tools from one look to the next: when it was seen (RFC 3339), the worst of it, and the
 * names of the tools, cut at 128 characters. `more` counts the names that the lists had no room for.
 */
export const ToolsChange = z.strictObject({
  at: z.iso.datetime(),
  /** The hash over all tools after the change. */
  setHash: z.string(),
  change: Drift,
  added: Names,
  removed: Names,
  changed: Names,
  more: z.int().min(1).optional(),
});
export type ToolsChange = z.infer<typeof ToolsChange>;
