import type { McpHttpHandler } from '@modelcontextprotocol/server';

/**
 * MCP 2026-07-28 wants status 404 for a method that there is not. The SDK gives it to what it refuses by itself; that the
 * server behind us refuses a method comes too late for that, as an answer like any other.
 */
export function withStatusOfRefusals(
  handler: McpHttpHandler,
  known: ReadonlySet<string>,
): Pick<McpHttpHandler, 'fetch'> {
  return {
    fetch: async (request, options) => {
      const answer = await handler.fetch(request, options);
      const { status, headers } = answer;
      const isJson = headers.get('content-type')?.startsWith('application/json');
      if (status !== 200 || !isJson || known.has(request.headers.get('mcp-method') ?? '')) return answer;
      const text = await answer.text();
      return new Response(text, { status: /"error":\{"code":-32601\b/.test(text) ? 404 : status, headers });
    },
  };
}
