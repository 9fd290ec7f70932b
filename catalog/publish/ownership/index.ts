import { type DnsSettings, dnsLookup } from './dns-lookup.ts';
import type { DomainLookups } from './domain-proof.ts';
import { type HttpSettings, httpLookup } from './http-lookup.ts';

/** Where domains name their keys: in DNS, and in a file of their site. */
export function domainLookups({ dns, http }: { dns?: DnsSettings; http?: HttpSettings } = {}): DomainLookups {
  return { dns: dnsLookup(dns), http: httpLookup(http) };
}
