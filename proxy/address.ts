import { createServer } from 'node:net';
import { EXIT, UserError } from '../catalog/user-error.ts';

export interface Address {
  host: string;
  port: number;
}

const DEFAULT: Address = { host: '127.0.0.1', port: 8080 };
const MAX_PORT = 65_535;

/** Where to listen: flags win over `host:port` (`MCP_REGISTRY_SERVER_ADDRESS`), of which `:8080` means every interface. */
export function addressOf({
  host,
  port,
  serverAddress,
}: {
  host?: string | undefined;
  port?: string | undefined;
  serverAddress?: string | undefined;
}): Address {
  const both = serverAddress === undefined ? DEFAULT : parsed(serverAddress);
  // An empty host would mean every interface to Node: nobody gets that by an empty variable.
  return { host: host ? plain(host) : both.host, port: port === undefined ? both.port : portOf(port) };
}

/** Throws `UserError` when the port is taken, before any longer work is begun. */
export async function expectFree({ host, port }: Address): Promise<void> {
  await new Promise<void>((free, taken) => {
    const server = createServer().once('error', taken);
    server.listen(port, host, () => server.close(() => free()));
  }).catch((cause: unknown) => {
    throw listenFault({ host, port }, cause);
  });
}

/** Why we cannot listen, and what to do about it. */
export function listenFault({ host, port }: Address, cause: unknown): UserError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'EADDRINUSE') {
    const other = port < MAX_PORT ? port + 1 : port - 1;
    return new UserError(`Port ${port} on ${host} is taken. Free it, or choose another: --port ${other}`, {
      cause,
    });
  }
  return new UserError(`Cannot listen on ${host}:${port} (${code || String(cause)}). See --host and --port`, { cause });
}

function parsed(address: string): Address {
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(address) ?? [];
  if (port === '')
    throw misuse(`${JSON.stringify(address)} is no address such as 127.0.0.1:8080, or :8080 for every interface`);
  return { host: plain(host) || '0.0.0.0', port: portOf(port) };
}

/** `[::1]` as `::1`. */
function plain(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT)
    throw misuse(`${JSON.stringify(text)} is no port: a number from 0 to 65535`);
  return port;
}

function misuse(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.misuse });
}
