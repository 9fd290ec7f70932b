import pino, { type Logger } from 'pino';

export type Log = Logger;

/** A log of one JSON object a line, on standard error: standard output belongs to what was asked for. */
export function createLog(level = process.env.MCP_REGISTRY_LOG_LEVEL ?? 'info'): Log {
  const known = level in pino.levels.values || level === 'silent';
  const log = pino(
    { level: known ? level : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  if (!known) log.warn({ level }, 'unknown log level: using info');
  return log;
}
