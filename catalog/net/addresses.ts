import { BlockList, isIP } from 'node:net';

/** Addresses that only mean something inside a machine, a network or a cloud: nobody's catalog entry may lead there. */
const PRIVATE_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

const PRIVATE_IPV6 = [
  // Public IPv6 addresses all lie in 2000::/3 (IANA, "Global Unicast"): this is the rest, and then what is special there.
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  // 6to4 is over (RFC 7526): whoever uses such an address today wants to hide the IPv4 address in it.
  '2002::/16',
  '3fff::/20',
];

// Two lists, since a list holds an IPv4 address also against its IPv6 ranges: `::/3` would take in all of them.
const privateIPv4 = blockList(PRIVATE_IPV4);
const privateIPv6 = blockList(PRIVATE_IPV6);

/** Whether an IP address is reachable from anywhere. An IPv4 address inside IPv6 (mapped, NAT64) counts as itself. */
export function isPublicAddress(address: string): boolean {
  const plain = embeddedIPv4(address) ?? address;
  if (isIP(plain) === 6) return !privateIPv6.check(plain, 'ipv6');
  return isIP(plain) === 4 && !privateIPv4.check(plain, 'ipv4');
}

/** A list of CIDR ranges such as `10.0.0.0/8` or `::1/128`; a bare address means itself. Throws on anything else. */
export function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === 0 || prefix > most) {
      throw new Error(`${JSON.stringify(range)} is not an address range such as 10.0.0.0/8`);
    }
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** `::ffff:127.0.0.1`, `::ffff:7f00:1` and `64:ff9b::7f00:1` all hold 127.0.0.1. */
function embeddedIPv4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const groups = expand(address);
  const [a, b, c, d, e, f, high = 0, low = 0] = groups;
  const leading = [a, b, c, d, e].every((group) => group === 0);
  if (leading && (f === 0xffff || (f === 0 && (high !== 0 || low > 1)))) return dotted(high, low);
  if (a === 0x64 && b === 0xff9b && [c, d, e, f].every((group) => group === 0)) return dotted(high, low);
  return null;
}

function expand(address: string): number[] {
  const plain = (address.split('%')[0] ?? '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes: string[]) => {
    const [w = 0, x = 0, y = 0, z = 0] = bytes.slice(0, 4).map(Number);
    return `${((w << 8) | x).toString(16)}:${((y << 8) | z).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return groups(head);
  const left = groups(head);
  const right = groups(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
