import type { Reason } from '../../catalog/status/status.ts';

/** Whether a call ran: it certainly did not, it may have, or it certainly did. */
export type Executed = 'no' | 'maybe' | 'yes';

/**
 * An upstream that could not be reached, or that broke its word. `reason` is from the closed list of health reasons, so
 * that a failed call and a failed look say the same. A tool's own error is not a fault.
 */
export class UpstreamFault extends Error {
  readonly reason: Reason;
  readonly executed: Executed;
  /** Where a 401 or 403 says its sign-in is described (RFC 9728), when it does. */
  readonly resourceMetadata: string | undefined;
  /** Hidden from logs, which show what an error holds: it is another program's, and may tell its secrets. */
  readonly #said: string;
  constructor(
    reason: Reason,
    message: string,
    options: ErrorOptions & { executed?: Executed; resourceMetadata?: string | undefined; said?: string } = {},
  ) {
    super(message, options);
    this.name = 'UpstreamFault';
    this.reason = reason;
    this.executed = options.executed ?? 'maybe';
    this.resourceMetadata = options.resourceMetadata;
    this.#said = options.said ?? '';
  }

  /** What a process that ended had written to its standard error: the last of it. */
  get said(): string {
    return this.#said;
  }
}

/** The upstream no longer knows our session (MCP 2025-11-25, transports: 404 for a request with a session id). */
export class SessionGone extends UpstreamFault {
  constructor() {
    super('not-mcp', 'the upstream no longer knows our session', { executed: 'no' });
    this.name = 'SessionGone';
  }
}

/** The upstream answered a request with a JSON-RPC error: it works, and it said no. */
export class JsonRpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'JsonRpcError';
    this.code = code;
    this.data = data;
  }
}
