import type { ServerResponse } from 'node:http';
import { asProxyError, ProxyError } from '../error.ts';
import { eventOf, takeStream } from '../upstream/begun-stream.ts';
import { BadMessage } from './inbound.ts';

/** A JSON-RPC error as an HTTP answer, or as the last event of a stream that was begun. After a final one nothing comes. */
export function sendRpcError(
  response: ServerResponse,
  status: number,
  id: string | number | null,
  error: { code: number; message: string; data?: unknown },
  { isFinal = false } = {},
): void {
  const message = JSON.stringify({ jsonrpc: '2.0', id, error });
  if (response.headersSent) {
    const stream = takeStream(response);
    // A caller that can ask for the rest is left to do so: its server may still have the answer.
    if (stream && (isFinal || !stream.isResumable)) response.end(eventOf(message));
    else response.destroy();
    return;
  }
  const body = `${message}\n`;
  // What is left of a body that is too large is not worth reading.
  if (status === 413) response.setHeader('connection', 'close');
  if (status === 405) response.setHeader('allow', 'GET, POST, DELETE');
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/**
 * What a client of `/mcp/…` is told when something fails: a message that cannot be read keeps its own status; a fault of
 * ours or of the upstream is an answer to its request (200, -32603), with the problem (RFC 9457) as `data`.
 */
export function sendFault(response: ServerResponse, error: unknown, id: string | number | null): void {
  if (error instanceof BadMessage) {
    const { code, message, data } = error;
    sendRpcError(response, error.status, error.id ?? id, { code, message, ...(data === undefined ? {} : { data }) });
    return;
  }
  const fault = asProxyError(error);
  // A client would take a 403 for its own want of rights.
  const isAnswer = fault.status >= 500 || fault.code === 'tool_quarantined';
  const status = id === null || !isAnswer ? fault.status : 200;
  // Its server was told to stop: there is no rest to ask for.
  sendRpcError(response, status, id, rpcError(fault), { isFinal: fault.code === 'upstream_timeout' });
}

/** A fault as a JSON-RPC error: the problem says it all, as on every face. */
export function rpcError(fault: ProxyError): { code: number; message: string; data: unknown } {
  return { code: -32603, message: fault.message, data: fault.toProblem() };
}

/** Nobody here knows this session (MCP 2025-11-25, transports): the client has to initialize again. */
export function sendNoSession(response: ServerResponse, id: string | number | null): void {
  sendRpcError(response, 404, id, { code: -32001, message: 'Session not found' });
}

export function notAllowed(): ProxyError {
  return new ProxyError('method_not_allowed', 'MCP is spoken by POST, GET and DELETE');
}
