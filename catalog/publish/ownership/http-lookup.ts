import type { Lookup } from '../../net/checked-addresses.ts';
import { ConnectError } from '../../net/connect-error.ts';
import type { Egress } from '../../net/connector.ts';
import { DocumentTooLong, type Fetched, guardedFetch } from '../../net/guarded-fetch.ts';
import { USER_AGENT } from '../../net/user-agent.ts';
import { ProofError } from './proof-error.ts';

export interface HttpSettings {
  /** Where the file may be, beside public addresses. */
  egress?: Egress;
  /** The longest that it may take to get the file, in milliseconds. */
  timeoutMs?: number;
  resolve?: Lookup;
  /** The port of https where domains are asked, when they stand behind something else. */
  port?: number;
}

/** The longest that the file may be, as in the official registry. */
const MAX_BYTES = 4096;

/**
 * Gives the lines of `https://<domain>/.well-known/mcp-registry-auth`. No redirect is followed: where one leads may be
 * anyone's. Throws `ProofError`.
 */
export function httpLookup({
  egress = {},
  timeoutMs = 5000,
  resolve,
  port = 443,
}: HttpSettings = {}): (domain: string) => Promise<string[]> {
  const { any: _any, at: _at, ...guarded } = egress;
  const limited: Egress = { ...guarded, fetchTimeoutMs: timeoutMs, fetchBytes: MAX_BYTES };
  return async (domain) => {
    const url = `https://${domain}/.well-known/mcp-registry-auth`;
    const place = port === 443 ? url : url.replace(domain, `${domain}:${port}`);
    const { status, body } = await guardedFetch(place, limited, {
      ...{ resolve, follow: false, headers: { accept: 'text/plain, */*', 'user-agent': USER_AGENT } },
    }).catch((error: unknown): Fetched => {
      throw faultOf(error, url);
    });
    if (status === 200) return body.toString('utf8').split(/\r?\n/);
    const message = `${url} answers with ${status} instead of 200`;
    if (status >= 500 || status === 429) throw new ProofError('unanswered', message, 'Try again later.');
    const fix = 'Put the text "v=MCPv1; k=ed25519; p=…" there, for everyone to read and without a redirect.';
    throw new ProofError('refused', message, fix);
  };
}

function faultOf(cause: unknown, url: string): ProofError {
  const isPrivate = cause instanceof ConnectError && cause.step === 'private-address';
  // Which private address a name has inside here is no business of whoever asks.
  const why = isPrivate
    ? 'it leads to an address that is not public'
    : String(cause instanceof Error ? cause.message : cause);
  const message = `${url} cannot be read: ${why}`;
  if (cause instanceof DocumentTooLong)
    return new ProofError('refused', message, 'Leave the key alone in it.', { cause });
  if (isPrivate || (cause instanceof ConnectError && cause.step === 'tls'))
    return new ProofError('refused', message, 'It has to be public, by https.', { cause });
  return new ProofError('unanswered', message, 'See that anyone can get it, and try again.', { cause });
}
