import { isIP } from 'node:net';
import { isPublicAddress } from '../net/addresses.ts';

/** Whether the host of a URL is reached only from inside some network, as far as its name or address says. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(host)) return !isPublicAddress(host);
  return !host.includes('.') || /\.(localhost|local|internal|lan|intranet|home\.arpa)$/.test(host);
}
