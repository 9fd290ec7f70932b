import { gunzipSync } from 'node:zlib';
import type { Egress } from '../../../catalog/net/connector.ts';
import { USER_AGENT } from '../../../catalog/net/user-agent.ts';
import { UpstreamFault } from '../../../proxy/upstream/fault.ts';
import { DEFAULT_HTTP_LIMITS, faultOf, type HttpAnswer, HttpOrigin, headerOf } from '../../../proxy/upstream/http.ts';
import type { Answer } from './answer.ts';

export interface ExchangeOptions {
  headers: Record<string, string>;
  egress: Egress;
  timeoutMs: number;
  maxBytes: number;
  /** Takes the body piece by piece instead of keeping it. */
  onChunk?: ((chunk: Buffer) => void) | undefined;
}

/** One GET over the guarded connector, within a time and a size. Throws `UpstreamFault` when it comes to nothing. */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Answer> {
  const { headers, egress, timeoutMs, maxBytes, onChunk } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const target = { url: url.href, headers: { 'user-agent': USER_AGENT }, egress };
  const origin = new HttpOrigin(target, DEFAULT_HTTP_LIMITS);
  try {
    const path = `${url.pathname}${url.search}`;
    const answer = await origin.exchange('GET', path, { accept: 'application/json', ...headers }, { signal });
    const body = answer.status === 200 ? await read(answer, maxBytes, onChunk) : await unread(answer);
    return { status: answer.status, header: (name) => headerOf(answer, name), body };
  } catch (error) {
    if (signal.aborted) throw new UpstreamFault('timeout', `its registry does not answer in ${timeoutMs} ms`);
    throw faultOf(error);
  } finally {
    await origin.close();
  }
}

async function unread({ body }: HttpAnswer): Promise<Buffer> {
  await body.dump();
  return Buffer.alloc(0);
}

async function read(answer: HttpAnswer, maxBytes: number, onChunk?: (chunk: Buffer) => void): Promise<Buffer> {
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
    throw new UpstreamFault('not-runnable', 'its registry sends what cannot be unzipped', { cause });
  }
}

function tooLong(maxBytes: number): UpstreamFault {
  return new UpstreamFault('not-runnable', `its registry answers with more than ${maxBytes} bytes`);
}
