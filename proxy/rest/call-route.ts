import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { Arguments, CallBody } from './call.ts';
import { problems } from './problem.ts';
import { ServiceParams } from './services.ts';

const declared = createRoute({
  method: 'post',
  path: '/api/services/{name}/call',
  summary: 'Call one tool of a service, on a healthy instance',
  description:
    "The answer is the tool's result exactly as its server sent it; a tool's own error is a result with isError. " +
    'Headers tell the rest: Mcp-Instance, Mcp-Attempts, Server-Timing.',
  request: {
    params: ServiceParams,
    body: { required: true, content: { 'application/json': { schema: CallBody } } },
  },
  responses: {
    200: {
      description: "The server's result (MCP, CallToolResult)",
      content: { 'application/json': { schema: Arguments } },
    },
    ...problems(
      'invalid_request',
      'invalid_arguments',
      'unknown_service',
      'unknown_tool',
      'tool_quarantined',
      'payload_too_large',
      'unsupported_media_type',
      'upstream_error',
      'upstream_closed',
      'no_healthy_instance',
      'service_not_enabled',
      'overloaded',
      'upstream_timeout',
    ),
  },
});

/** For the OpenAPI document only: calls are answered by `answerCall`, before any framework sees them. */
export function declareCall(app: OpenAPIHono): void {
  app.openAPIRegistry.registerPath(declared);
}
