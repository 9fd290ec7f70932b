import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Fetched } from '../../../catalog/net/guarded-fetch.ts';
import type { Memory } from '../memory.ts';

/** An answer that is kept, with what its host knows it by. */
const KeptAnswer = z.strictObject({
  url: z.string(),
  /** Where it was in the end, if that was another address. */
  at: z.string().optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  type: z.string().optional(),
  /** Until when it need not be asked for again, in milliseconds since 1970. */
  freshUntil: z.number().optional(),
  /** Base64. */
  body: z.string(),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

/** Longer answers are fetched again: they would fill the disk. */
const MOST_BYTES = 1024 * 1024;

/** Whatever a host says, its answer is asked for again after a day. */
const MOST_FRESH_S = 86_400;

/** The answer that was kept of an address. Another may have its file: the address is checked. */
export async function keptAnswer(memory: Memory, url: string): Promise<KeptAnswer | null> {
  const { data } = KeptAnswer.safeParse(await memory.recall(nameOf(url)));
  return data?.url === url ? data : null;
}

/** Keeps an answer, if its host gave it a mark to ask by. */
export async function keepAnswer(
  memory: Memory,
  url: string,
  { url: at, headers, body }: Pick<Fetched, 'url' | 'headers' | 'body'>,
): Promise<void> {
  const { etag, 'last-modified': lastModified, 'content-type': type, 'cache-control': control } = headers;
  const freshMs = typeof control === 'string' ? freshFor(control) : 0;
  const marks = {
    ...(at === url ? {} : { at }),
    ...(typeof etag === 'string' ? { etag } : {}),
    ...(typeof lastModified === 'string' ? { lastModified } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(freshMs > 0 ? { freshUntil: Date.now() + freshMs } : {}),
  };
  if ((marks.etag ?? marks.lastModified) === undefined || body.length > MOST_BYTES) return;
  await memory.keep(nameOf(url), { url, ...marks, body: body.toString('base64') } satisfies KeptAnswer);
}

/** For how long a host lets its answer be used as it is, in milliseconds (RFC 9111, 5.2.2). */
function freshFor(control: string): number {
  if (/\bno-(?:cache|store)\b/i.test(control)) return 0;
  const [, seconds = '0'] = /(?:^|[\s,])max-age="?(\d{1,10})/i.exec(control) ?? [];
  return Math.min(Number(seconds), MOST_FRESH_S) * 1000;
}

function nameOf(url: string): string {
  return `answer-${createHash('sha256').update(url).digest('hex').slice(0, 40)}`;
}
