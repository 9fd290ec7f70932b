import { describe, expect, it } from 'vitest';
import { blockList, isPublicAddress } from './addresses.ts';

/** The first and the last address of each range that leads nowhere public, and famous ones in between. */
const PRIVATE: Record<string, string[]> = {
  'this host': ['0.0.0.0', '0.255.255.255'],
  'private use': ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.0', '127.0.0.1', '127.255.255.255'],
  'link-local, with the metadata of clouds': ['169.254.0.0', '169.254.169.254', '169.254.255.255'],
  'protocol assignments': ['192.0.0.0', '192.0.0.192', '192.0.0.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.255'],
  '6to4 relays': ['192.88.99.1'],
  benchmarks: ['198.18.0.0', '198.19.255.255'],
  'multicast, reserved and broadcast': ['224.0.0.1', '239.255.255.255', '240.0.0.0', '255.255.255.255'],
  'nothing and loopback, in IPv6': ['::', '::1', '0:0:0:0:0:0:0:1'],
  'IPv4-mapped': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:A9FE:A9FE',
    '0:0:0:0:0:ffff:192.168.1.1',
    '::ffff:0.0.0.0',
  ],
  'IPv4-compatible and IPv4-translated': ['::127.0.0.1', '::7f00:1', '::ffff:0:127.0.0.1', '::ffff:0:7f00:1'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '64:ff9b:1:ffff::8.8.8.8'],
  '6to4 and Teredo': [
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:c0a8:101:1::1',
    '2002:808:808::1',
    '2001::1',
    '2001:0:808:808::',
  ],
  'discard and documentation, in IPv6': ['100::1', '2001:db8::1', '2001:db8:ffff::1', '3fff::1', '3fff:fff:ffff::1'],
  'unique local, link-local, site-local': ['fc00::1', 'fd12:3456::1', 'fe80::1', 'febf::1', 'fec0::1', 'feff::1'],
  'with a zone': ['fe80::1%eth0', 'fe80::1%1', '::1%lo', '::ffff:127.0.0.1%lo', 'ff02::1%eth0'],
  'multicast, in IPv6': ['ff00::', 'ff02::1', 'ffff::1'],
  'not assigned to anyone': ['4000::1', '5f00::1', '8000::1', 'e000::1', '::2', '1::1'],
};

describe('isPublicAddress', () => {
  it.each(Object.entries(PRIVATE))('takes nothing in %s for public', (_name, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it('takes what anyone can reach for public, also on both sides of a private range', () => {
    const addresses = [
      ...[
        '1.1.1.1',
        '8.8.8.8',
        '9.255.255.255',
        '11.0.0.0',
        '100.63.255.255',
        '100.128.0.0',
        '126.255.255.255',
        '128.0.0.0',
      ],
      ...[
        '169.253.255.255',
        '169.255.0.0',
        '172.15.255.255',
        '172.32.0.0',
        '192.167.255.255',
        '192.169.0.0',
        '223.255.255.255',
      ],
      ...['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00::1', '2000::1', '3ffe::1', '2003::1'],
      ...['::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::8.8.8.8', '64:ff9b::808:808'],
    ];
    expect(addresses.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it('takes nothing for public that is no address', () => {
    const garbage = [
      '',
      ' ',
      'localhost',
      'example.com',
      '127.1',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '2130706433',
      '8.8.8',
      '8.8.8.8.8',
    ];
    const more = [
      '8.8.8.8 ',
      '8.8.8.8:80',
      '256.1.1.1',
      ':::',
      '1::2::3',
      '[2606::1]',
      '2606:4700',
      'g::1',
      '%eth0',
      '8.8.8.8%eth0',
    ];
    expect([...garbage, ...more].filter(isPublicAddress)).toEqual([]);
  });
});

describe('blockList', () => {
  it('holds ranges and lone addresses of both families', () => {
    const list = blockList(['10.20.0.0/16', '192.168.1.7', 'fd00::/8', '::1']);
    const addresses = [
      '10.20.255.1',
      '192.168.1.7',
      'fd12::1',
      '::1',
      '::ffff:10.20.0.1',
      '10.21.0.0',
      '192.168.1.8',
      '::2',
    ];
    expect(addresses.map((address) => list.check(address, address.includes(':') ? 'ipv6' : 'ipv4'))).toEqual([
      ...[true, true, true, true, true],
      ...[false, false, false],
    ]);
  });

  it.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/-1',
    '10.0.0.0/ 8',
    '10.0.0.0/8/9',
    '10.0.0.0/x',
    'example.com',
    '*',
  ])('refuses %j, which is no range: an empty length would mean every address', (range) => {
    expect(() => blockList(['10.0.0.0/8', range])).toThrow(
      `${JSON.stringify(range)} is not an address range such as 10.0.0.0/8`,
    );
  });
});
