import { fingerprint, type ToolDefinition } from '../../catalog/tools/tool.ts';

const hashes = new WeakMap<ToolDefinition, string>();

/** A tool's fingerprint, worked out once. */
export function hashOf(tool: ToolDefinition): string {
  const known = hashes.get(tool) ?? fingerprint(tool);
  hashes.set(tool, known);
  return known;
}
