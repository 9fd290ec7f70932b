/** The longest answer a tab is asked to hold. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Asks the proxy. Nothing of the page goes with it but the token that its reader has given; what leads elsewhere is not followed. */
export function ask(url: string, token: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(url, {
    ...init,
    headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
}

export class TooLong extends Error {}

/** The whole text of an answer. Throws `TooLong`. */
export async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw new TooLong(
        `The answer is longer than the ${MAX_ANSWER_BYTES / 1024 / 1024} MB that this page shows. Call it by curl.`,
      );
    }
    chunks.push(value);
  }
  return new Blob(chunks).text();
}
