import { ProxyError } from '../../error.ts';
import { JsonRpcError, UpstreamFault } from '../../upstream/fault.ts';
import type { Answer } from '../../upstream/peer.ts';

type RpcError = Extract<Answer, { error: unknown }>['error'];

/** Codes that 2026-07-28 reserves: they mean nothing to an older client. */
const isModernCode = (code: number) => code <= -32020 && code >= -32099;

/** An error for a 2025 client: the upstream's own as it is, and ours. */
export function legacyError(error: unknown): RpcError {
  if (!(error instanceof JsonRpcError)) return faultError(error);
  const { code, message, data } = error;
  return { code, message, ...(data === undefined ? {} : { data }) };
}

/** What a 2026 server refused, as a 2025 client understands it. */
export function inLegacyWords(error: unknown, method: string): unknown {
  if (!(error instanceof JsonRpcError)) return error;
  const { code, message, data } = error;
  if (code === -32602 && method === 'resources/read' && hasUri(data)) return new JsonRpcError(-32002, message, data);
  return isModernCode(code) ? new JsonRpcError(-32603, message, data) : error;
}

/** An error of an upstream or of ours, as a 2026 client understands it: -32002 and -32042 must not reach it. */
export function modernError(error: unknown, params: Record<string, unknown>): RpcError {
  if (!(error instanceof JsonRpcError)) return faultError(error);
  const { code, message, data } = error;
  if (code === -32002) return { code: -32602, message, data: { uri: params.uri } };
  return { code: code === -32042 ? -32603 : code, message, ...(data === undefined ? {} : { data }) };
}

/** What failed is our business: the problem (RFC 9457) says it all, as on every face. */
function faultError(error: unknown): RpcError {
  if (error instanceof ProxyError) return { code: -32603, message: error.message, data: error.toProblem() };
  if (error instanceof UpstreamFault) {
    const code = error.reason === 'timeout' ? 'upstream_timeout' : 'upstream_closed';
    return faultError(
      new ProxyError(code, `The server gave no answer (${error.reason}): ${error.message}`, {
        executed: error.executed,
        attempts: 1,
      }),
    );
  }
  return faultError(new ProxyError('internal', 'Something went wrong on our side', { cause: error }));
}

function hasUri(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'uri' in data;
}
