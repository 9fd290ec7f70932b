/** Headers that belong to one connection (RFC 9110, 7.6.1), and what is ours or nobody's to pass on. */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
  'accept-encoding',
  'authorization',
  'cookie',
  'origin',
  'referer',
  'user-agent',
  'mcp-session-id',
]);
const NOT_RETURNED = new Set([...NOT_FORWARDED, 'set-cookie', 'strict-transport-security']);

/** A caller's headers that go on to the upstream, names and values in turn. What the operator set takes their place. */
export function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  const kept = withoutNames(rawHeaders, NOT_FORWARDED);
  const ofConnection = connectionNames(rawHeaders);
  return ofConnection.length > 0 ? withoutNames(kept, new Set(ofConnection)) : kept;
}

/** An upstream's headers that its caller gets. Whom browsers may let read is our business. */
export function returned(headers: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const length = name === 'content-length';
    if (value !== undefined && (length || !NOT_RETURNED.has(name)) && !name.startsWith('access-control-'))
      kept[name] = value;
  }
  return kept;
}

/** Headers but for some, whose names are given in lower case. */
export function withoutNames(rawHeaders: readonly string[], names: ReadonlySet<string>): string[] {
  const headers: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!names.has(name.toLowerCase())) headers.push(name, rawHeaders[at + 1] ?? '');
  }
  return headers;
}

/** Headers that a caller declares to be for this connection alone (RFC 9110, 7.6.1). */
function connectionNames(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && name.toLowerCase() === 'connection'
      ? (rawHeaders[at + 1] ?? '').split(',').map((each) => each.trim().toLowerCase())
      : [],
  );
}
