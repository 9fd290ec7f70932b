import type { Around } from '../../source.ts';

/** A JSON document of a domain, and where it was in the end. */
export interface Document {
  value: unknown;
  url: string;
}

/**
 * The JSON at an address, or why there is none. Pages are none: many hosts have one for any address. Throws what
 * `around.get` throws, and an `Error` when the host is in trouble or what it sends is broken.
 */
export async function documentAt(
  url: string,
  { get, accept, isOperators }: { get: Around['get']; accept: string; isOperators: boolean },
): Promise<Document | { absent: string }> {
  const { status, headers, body, url: at } = await get(url, { headers: { accept }, isOperators });
  if (status === 429 || status >= 500) throw new Error(`it answers with ${status}`);
  if (status !== 200) return { absent: `it answers with ${status}` };
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  if (!/^application\/(?:[\w.+-]+\+)?json$/i.test(type.trim()))
    return { absent: `it is ${type || 'of no type'}, no JSON` };
  return { value: JSON.parse(body.toString('utf8')), url: at };
}
