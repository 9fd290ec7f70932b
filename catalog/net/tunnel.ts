import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { ConnectError, codeOf } from './connect-error.ts';
import { opened } from './opened.ts';
import { isAmong, type Places, placesOf } from './places.ts';

/** A proxy that connections out of here must take (HTTP CONNECT). */
export interface EgressProxy {
  /** `http://proxy.example.com:3128`, with `user:password@` where it wants that. */
  url: string;
  /** What is reached without it. This machine itself always is. */
  bypass: Places;
}

const OURSELVES = placesOf(['127.0.0.0/8', '::1']);
const MAX_HEAD_BYTES = 16 * 1024;

/** Whether the way to an address leads through the proxy. */
export function takesProxy(proxy: EgressProxy, hostname: string, address: string): boolean {
  return !isAmong(OURSELVES, '', address) && !isAmong(proxy.bypass, hostname, address);
}

/** A socket to an address behind a proxy, which is told the address and never the name. Throws `ConnectError`. */
export async function openTunnel(
  { url }: EgressProxy,
  { address, port }: { address: string; port: number },
  timeoutMs: number,
): Promise<Socket> {
  // To go on without it would be to go around it.
  if (!/^http:\/\//i.test(url) || !URL.canParse(url))
    throw new ConnectError('tcp', 'egress.proxy is not set to the URL of an HTTP proxy, such as http://proxy:3128');
  const proxy = new URL(url);
  const host = proxy.hostname.replace(/^\[(.*)\]$/, '$1');
  const at = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
  try {
    const socket = await opened(connectTcp({ host, port: Number(proxy.port || 80) }), 'connect', 'tcp', timeoutMs);
    socket.write(`CONNECT ${at} HTTP/1.1\r\nHost: ${at}\r\n${authorization(proxy)}\r\n`);
    const status = statusOf(await readHead(socket, timeoutMs));
    if (status >= 200 && status < 300) return socket;
    socket.destroy();
    throw new Error(`it answered ${status || 'with something else than HTTP'}`);
  } catch (cause) {
    throw new ConnectError('tcp', `the egress proxy made no connection to ${at}: ${codeOf(cause)}`, { cause });
  }
}

function authorization({ username, password }: URL): string {
  if (username === '') return '';
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Proxy-Authorization: Basic ${Buffer.from(both).toString('base64')}\r\n`;
}

function statusOf(head: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
}

/** The proxy's answer; what follows it is the other end's, and stays in the socket. */
function readHead(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((done, fail) => {
    let head = Buffer.alloc(0);
    const stop = (error: Error | null) => {
      clearTimeout(timer);
      socket.off('readable', read).off('error', stop).off('end', ended);
      if (error === null) return;
      socket.destroy();
      fail(error);
    };
    const ended = () => stop(new Error('it closed the connection'));
    const read = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1 && head.length > MAX_HEAD_BYTES) return stop(new Error('its answer is too long'));
        if (end === -1) continue;
        stop(null);
        const rest = head.subarray(end + 4);
        if (rest.length > 0) socket.unshift(rest);
        return done(head.toString('latin1', 0, end));
      }
    };
    const timer = setTimeout(() => stop(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    socket.on('readable', read).once('error', stop).once('end', ended);
  });
}
