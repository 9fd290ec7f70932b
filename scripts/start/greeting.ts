/** What a person sees when all is up: where to look, and a call to try. */
export function greeting(url: string, ms: number): string {
  return `
MCP Service Registry is ready, ${(ms / 1000).toFixed(1)} s after it was started.

  servers   ${url}/
  health    ${url}/status/
  MCP       ${url}/mcp
  REST API  ${url}/docs

Call a tool:

  curl -s ${url}/api/services/everything/call -H 'content-type: application/json' -d '{"tool":"echo","args":{"message":"hi"}}'

Ctrl-C ends it.
`;
}
