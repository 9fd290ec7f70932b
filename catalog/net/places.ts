import { type BlockList, isIP } from 'node:net';
import { blockList } from './addresses.ts';

/** Some places of a network: ranges of addresses, and names of hosts in lower case, `*.` before one for all below it. */
export interface Places {
  ranges: BlockList;
  hosts: readonly string[];
}

/** Reads `10.0.0.0/8`, `::1`, `wiki.example.com`, `*.corp.example.com`. Throws on anything else. */
export function placesOf(written: readonly string[]): Places {
  const hosts = written.filter(isHostName);
  const ranges = written.filter((each) => !isHostName(each));
  return { ranges: blockList(ranges), hosts: hosts.map((host) => host.toLowerCase().replace(/\.$/, '')) };
}

/** Whether a host, by the name it is asked for, or an address is one of these places. */
export function isAmong({ ranges, hosts }: Places, hostname: string, address: string): boolean {
  return ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') || isNamed(hosts, hostname);
}

function isNamed(hosts: readonly string[], hostname: string): boolean {
  if (hosts.length === 0) return false;
  const name = hostname.toLowerCase();
  return hosts.some((host) => (host.startsWith('*.') ? name.endsWith(host.slice(1)) : name === host));
}

/** A name ends in a label that is no number: what ends in one is an address, however short or odd (WHATWG URL, hosts). */
function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*(?!0x|[0-9]+\.?$)[a-z0-9]([a-z0-9-]*[a-z0-9])?\.?$/i.test(text)
  );
}
