/** A connection that failed, and in which step. */
export class ConnectError extends Error {
  readonly step: 'dns' | 'tcp' | 'tls' | 'private-address';
  constructor(step: ConnectError['step'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectError';
    this.step = step;
  }
}

/** What went wrong, with the system's code for it where the message lacks that. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code && !error.message.includes(code) ? `${code}: ${error.message}` : error.message;
}
