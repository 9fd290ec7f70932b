/** Headers that say how a message travels, to whom, or who sends it: no argument of a tool sets them. */
const OURS = new Set([
  'accept',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
]);

/** Whether a tool may have an argument for this header. */
export function isArgumentHeader(name: string): boolean {
  return isHeaderName(name) && !OURS.has(name.toLowerCase()) && !/^x-forwarded-/i.test(name);
}

/** Whether this is a token (RFC 9110, 5.6.2), as names of headers and of cookies are. */
export function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]{1,200}$/.test(name);
}

/** Whether a header can hold this: ASCII without control characters, so that it ends where it ends. */
export function isHeaderText(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value);
}
