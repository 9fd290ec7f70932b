import { gunzipSync } from 'node:zlib';
import { Client, type Dispatcher } from 'undici';
import { ConnectError } from '../net/connect-error.ts';
import { type Egress, guardedConnector } from '../net/connector.ts';
import { USER_AGENT } from '../net/user-agent.ts';
import type { Answer } from './answer.ts';
import { RegistryFault } from './registry-fault.ts';

export interface ExchangeOptions {
  headers: Record<string, string>;
  egress: Egress;
  timeoutMs: number;
  maxBytes: number;
  /** Takes the body piece by piece instead of keeping it. */
  onChunk?: ((chunk: Buffer) => void) | undefined;
}

/** One GET over the guarded connector, within a time and a size. Throws `RegistryFault` when it comes to nothing. */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Answer> {
  const { headers, egress, timeoutMs, maxBytes, onChunk } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const limits = { headersTimeout: 0, bodyTimeout: 0, allowH2: false };
  const client = new Client(url.origin, { connect: guardedConnector(egress), ...limits });
  try {
    const sent = { 'user-agent': USER_AGENT, accept: 'application/json', ...headers };
    const path = `${url.pathname}${url.search}`;
    const answer = await client.request({ method: 'GET', path, headers: sent, signal });
    const body = answer.statusCode === 200 ? await read(answer, maxBytes, onChunk) : Buffer.alloc(0);
    return { status: answer.statusCode, header: (name) => headerOf(answer, name), body };
  } catch (error) {
    if (signal.aborted) throw new RegistryFault('timeout', `its registry does not answer in ${timeoutMs} ms`);
    throw faultOf(error);
  } finally {
    await client.destroy();
  }
}

function faultOf(cause: unknown): RegistryFault {
  if (cause instanceof RegistryFault) return cause;
  if (cause instanceof ConnectError) return new RegistryFault(cause.step, cause.message, { cause });
  const message = cause instanceof Error ? cause.message : String(cause);
  return new RegistryFault('tcp', `the connection broke: ${message}`, { cause });
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

async function read(
  answer: Dispatcher.ResponseData,
  maxBytes: number,
  onChunk?: (chunk: Buffer) => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    length += chunk.length;
    if (length > maxBytes) throw tooLong(maxBytes);
    if (onChunk) onChunk(chunk);
    else chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return headerOf(answer, 'content-encoding') === 'gzip' ? unzipped(body, maxBytes) : body;
}

/** Some registries keep their documents zipped, and send them so to everyone. */
function unzipped(body: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLong(maxBytes);
    throw new RegistryFault('not-runnable', 'its registry sends what cannot be unzipped', { cause });
  }
}

function tooLong(maxBytes: number): RegistryFault {
  return new RegistryFault('not-runnable', `its registry answers with more than ${maxBytes} bytes`);
}
