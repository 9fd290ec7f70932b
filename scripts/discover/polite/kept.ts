import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Memory } from '../memory.ts';

/** An answer that is kept, with what its host knows it by. */
const KeptAnswer = z.strictObject({
  url: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  type: z.string().optional(),
  /** Base64. */
  body: z.string(),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

/** Longer answers are fetched again: they would fill the disk. */
const MOST_BYTES = 1024 * 1024;

/** The answer that was kept of an address. Another may have its file: the address is checked. */
export async function keptAnswer(memory: Memory, url: string): Promise<KeptAnswer | null> {
  const { data } = KeptAnswer.safeParse(await memory.recall(nameOf(url)));
  return data?.url === url ? data : null;
}

/** Keeps an answer, if its host gave it a mark to ask by. */
export async function keepAnswer(
  memory: Memory,
  url: string,
  { headers, body }: { headers: Record<string, string | string[] | undefined>; body: Buffer },
): Promise<void> {
  const { etag, 'last-modified': lastModified, 'content-type': type } = headers;
  const marks = {
    ...(typeof etag === 'string' ? { etag } : {}),
    ...(typeof lastModified === 'string' ? { lastModified } : {}),
    ...(typeof type === 'string' ? { type } : {}),
  };
  if ((marks.etag ?? marks.lastModified) === undefined || body.length > MOST_BYTES) return;
  await memory.keep(nameOf(url), { url, ...marks, body: body.toString('base64') } satisfies KeptAnswer);
}

function nameOf(url: string): string {
  return `answer-${createHash('sha256').update(url).digest('hex').slice(0, 40)}`;
}
