import type { Quarantine } from './routing/held-tool.ts';
import type { Executed } from './upstream/fault.ts';

/** Everything that can go wrong with a request to us, and the HTTP status that says so. The codes are stable. */
export const STATUS = {
  invalid_request: 400,
  invalid_arguments: 400,
  unauthorized: 401,
  forbidden: 403,
  forbidden_host: 403,
  forbidden_origin: 403,
  tool_quarantined: 403,
  not_found: 404,
  unknown_service: 404,
  unknown_tool: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  too_many_requests: 429,
  internal: 500,
  not_implemented: 501,
  upstream_error: 502,
  upstream_unreachable: 502,
  upstream_auth_required: 502,
  upstream_closed: 502,
  input_required: 502,
  service_not_enabled: 503,
  service_not_configured: 503,
  no_healthy_instance: 503,
  overloaded: 503,
  upstream_timeout: 504,
} as const;
export type ErrorCode = keyof typeof STATUS;

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export interface ProxyErrorDetails {
  cause?: unknown;
  /** What is wrong with the arguments, each at its JSON Pointer (RFC 6901); in a query also as `query.limit`. */
  errors?: { pointer: string; message: string; location?: string; value?: unknown }[];
  /** The nearest names to one that is unknown. */
  suggestions?: string[];
  retryable?: boolean;
  executed?: Executed;
  instanceId?: string;
  attempts?: number;
  retryAfterMs?: number;
  /** Why a tool may not be called: what is held against it. */
  quarantine?: Quarantine;
  /** The JSON-RPC error that an upstream gave. */
  upstream?: { code: number; message: string; data?: unknown };
}

/** A fault in answering a caller. `toProblem` is its public form (RFC 9457), on every face alike. */
export class ProxyError extends Error {
  readonly code: ErrorCode;
  readonly details: ProxyErrorDetails;

  constructor(code: ErrorCode, message: string, details: ProxyErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'ProxyError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.code];
  }

  toProblem(): ProblemBody {
    const { cause: _cause, retryable = false, executed = 'no', attempts = 0, ...rest } = this.details;
    const { message, code, status } = this;
    return {
      title: TITLES[status] ?? 'Error',
      status,
      detail: message,
      error: message,
      code,
      retryable,
      executed,
      attempts,
      ...rest,
    };
  }
}

/** `application/problem+json`: `error` repeats `detail` for clients that read only that. */
export interface ProblemBody extends Omit<ProxyErrorDetails, 'cause'> {
  title: string;
  status: number;
  detail: string;
  error: string;
  code: ErrorCode;
  retryable: boolean;
  executed: Executed;
  attempts: number;
}

/** Any error as one that may be shown: what we did not foresee says nothing of our insides. */
export function asProxyError(error: unknown): ProxyError {
  return error instanceof ProxyError
    ? error
    : new ProxyError('internal', 'Something went wrong on our side', { cause: error });
}
