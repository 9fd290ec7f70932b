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
NOT_RETURNED.delete('content-length');

/** A caller's headers that go on to the upstream, names and values in turn. What the operator set takes their place. */
export function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  let ofConnection: string[] | null = null;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const value = rawHeaders[at + 1] ?? '';
    const lower = name.toLowerCase();
    if (!NOT_FORWARDED.has(lower)) kept.push(name, value);
    else if (lower === 'connection' && value.toLowerCase() !== 'keep-alive')
      ofConnection = [...(ofConnection ?? []), ...namesIn(value)];
  }
  return ofConnection ? withoutNames(kept, new Set(ofConnection)) : kept;
}

/** Those of some names that a caller's headers, as they are forwarded, may still have. */
export function forwardedAmong(names: Iterable<string>): Set<string> {
  return new Set([...names].filter((name) => !NOT_FORWARDED.has(name)));
}

/** An upstream's headers that its caller gets. Whom browsers may let read is our business. */
export function returned(headers: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !NOT_RETURNED.has(name) && !name.startsWith('access-control-')) kept[name] = value;
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
function namesIn(connection: string): string[] {
  return connection.split(',').map((each) => each.trim().toLowerCase());
}
