/** What every server of ours offers: what it says of a tool is what decides whether a call may run twice. */
export const TOOLS = [
  { name: 'look', description: 'Reads', annotations: { readOnlyHint: true } },
  { name: 'set', description: 'Writes, and writes the same when asked again', annotations: { idempotentHint: true } },
  { name: 'add', description: 'Writes more with each call', annotations: {} },
] as const;

export type ToolName = (typeof TOOLS)[number]['name'];

/** Whether a tool says that running it twice does no harm. */
export function isRepeatable(tool: ToolName): boolean {
  return tool !== 'add';
}
