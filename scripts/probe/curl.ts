import type { HttpTarget } from '../../proxy/upstream/http.ts';
import type { Witnessed } from '../../proxy/upstream/witness.ts';
import { redactedHeader, redactedUrl } from './redact.ts';

const LONGEST = 1024;
const PASSED_OVER = new Set(['user-agent', 'content-length', 'host', 'connection']);

/**
 * The command that sends a request again, to be pasted into a shell, with variables in the places of secrets. Null when it
 * would be too long to keep.
 */
export function curlOf({ url, headers: own }: HttpTarget, { method, path, headers, body }: Witnessed): string | null {
  const ownNames = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const words = ['curl', '-sSi', '--max-time', '20'];
  if (method !== 'GET') words.push('-X', method);
  words.push(quoted(redactedUrl(`${new URL(url).origin}${path}`, marked)));
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    const value = headers[at + 1] ?? '';
    if (PASSED_OVER.has(name)) continue;
    // What an operator sends along is more often a secret than not.
    const shown = ownNames.has(name) ? marked(name) : redactedHeader(name, value, marked);
    words.push('-H', quoted(`${name}: ${shown}`));
  }
  if (body !== undefined) words.push('-d', quoted(body));
  const line = words.join(' ');
  return line.length <= LONGEST ? line : null;
}

/** No text has this in it: control characters are not allowed in URLs and headers. */
const MARK = '\u0001';

function marked(name: string): string {
  return `${MARK}${
    name
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'SECRET'
  }${MARK}`;
}

/** One word of a shell, whatever is in it; variables alone are left to be filled in. */
function quoted(text: string): string {
  const parts = text.split(MARK);
  return parts
    .map((part, index) => (index % 2 === 1 ? `"$${part}"` : part === '' ? '' : `'${part.replaceAll("'", "'\\''")}'`))
    .join('');
}
