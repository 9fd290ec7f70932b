import type { Reason } from '../../catalog/status/status.ts';

/** What a reason means, in plain words: `short` stands beside the health word, `says` is a sentence about "it". */
export interface ReasonWords {
  short: string;
  says: string;
}

/** The one table of words for reasons. The code itself stays in the JSON and in `title`. */
export const REASONS: Record<Reason, ReasonWords> = {
  ok: { short: 'answers', says: 'It answers and lists its tools.' },
  'auth-required': { short: 'needs sign-in', says: 'It answers and asks who you are.' },
  'auth-opaque': { short: 'needs sign-in', says: 'It asks who you are, and does not say how to sign in.' },
  slow: { short: 'slow', says: 'It answers, but slower than our limit of 3 s.' },
  'tools-list-failed': { short: 'lists no tools', says: 'It answers, but its list of tools fails.' },
  'invalid-tool-schema': {
    short: 'invalid tool schema',
    says: 'It answers, but a tool has a schema that is not valid.',
  },
  'certificate-expiring': {
    short: 'certificate ends soon',
    says: 'It works, but its certificate ends within 14 days.',
  },
  'deprecated-transport': { short: 'SSE only', says: 'It works. Its only transport is SSE, which newer clients drop.' },
  dns: { short: 'no such host', says: 'Its host name does not resolve.' },
  tcp: { short: 'no connection', says: 'Its host does not accept a connection.' },
  tls: { short: 'TLS fails', says: 'Its certificate or TLS handshake fails.' },
  timeout: { short: 'no answer in time', says: 'It does not answer in time.' },
  'http-5xx': { short: 'server error', says: 'It answers with a server error.' },
  'not-mcp': { short: 'not MCP', says: 'The address answers, but not with MCP.' },
  'wrong-transport': { short: 'wrong transport', says: 'It speaks another transport than its entry declares.' },
  'private-address': { short: 'private address', says: 'Its name leads to a private address.' },
  'package-missing': { short: 'package missing', says: 'Its package is not in the package registry.' },
  'package-withdrawn': { short: 'package withdrawn', says: 'Its package was withdrawn.' },
  crashed: { short: 'stops at start', says: 'It stops when it is started.' },
  'never-checked': { short: 'not checked yet by us', says: 'We have not checked it yet.' },
  'void-run': { short: 'our last run is void', says: 'Our last run is void: the fault was on our side.' },
  'rate-limited': { short: 'asked us to wait', says: 'It asked us to come less often.' },
  'bot-wall': { short: 'behind a bot wall', says: 'A bot wall stands before it, so we cannot see.' },
  maintenance: { short: 'maintenance', says: 'It is under announced maintenance.' },
  'needs-config': { short: 'needs configuration', says: 'We cannot start it without a key or a setting of yours.' },
  'not-runnable': { short: 'not runnable by us', says: 'We cannot run this kind of package.' },
};
