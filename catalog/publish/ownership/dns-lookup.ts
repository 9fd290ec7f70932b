import { Resolver } from 'node:dns/promises';
import { ProofError } from './proof-error.ts';

export interface DnsSettings {
  /** The resolvers to ask, as `1.2.3.4` or `1.2.3.4:53`; those of the system unless said otherwise. */
  servers?: readonly string[];
  /** The longest that one try may take, in milliseconds; there are two. */
  timeoutMs?: number;
}

/** The most texts of one domain that are looked through. */
const MAX_TEXTS = 200;

/** Gives a domain's TXT records, each whole: a long one is kept in pieces. Throws `ProofError`. */
export function dnsLookup({ servers = [], timeoutMs = 3000 }: DnsSettings = {}): (domain: string) => Promise<string[]> {
  return async (domain) => {
    const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
    if (servers.length > 0) resolver.setServers(servers);
    try {
      const texts = await resolver.resolveTxt(domain);
      return texts.slice(0, MAX_TEXTS).map((pieces) => pieces.join(''));
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
      if (code === 'ENODATA' || code === 'ENOTFOUND')
        throw new ProofError(
          ...['refused' as const, `DNS has no TXT record of ${domain}`],
          `Add one with the text "v=MCPv1; k=ed25519; p=…". A new record may take a while to be seen.`,
          { cause },
        );
      throw new ProofError('unanswered', `DNS does not answer for ${domain} (${code})`, 'Try again later.', { cause });
    }
  };
}
