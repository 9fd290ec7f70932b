import type { ToolDefinition } from '../../catalog/tools/tool.ts';

/** Requests that change nothing at a server, or nothing that a second time would change again (MCP, server features). */
const REPEATABLE = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'completion/complete',
  'logging/setLevel',
]);

/** Whether running a tool twice does no harm: it says so itself. */
export function isRepeatable({ annotations }: ToolDefinition): boolean {
  return annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}

/** The same of any request; a tool that nobody knows is not trusted. */
export function mayRepeat(method: string | undefined, tool: ToolDefinition | undefined): boolean {
  if (method === 'tools/call') return tool !== undefined && isRepeatable(tool);
  return method !== undefined && REPEATABLE.has(method);
}
