import { describe, expect, it } from 'vitest';
import { isAmong, placesOf } from './places.ts';

describe('places', () => {
  it('are ranges of addresses, hosts by name, and all hosts below a name', () => {
    const places = placesOf(['10.0.0.0/8', 'Wiki.example.com.', '*.corp.example.com', 'build_1.local']);
    const among = (hostname: string, address = '9.9.9.9') => isAmong(places, hostname, address);
    expect([
      among('any.example', '10.1.2.3'),
      among('WIKI.example.com'),
      among('a.b.corp.example.com'),
      among('build_1.local'),
    ]).toEqual([true, true, true, true]);
    expect([
      ...[among('any.example'), among('wiki.example.com.evil.example'), among('corp.example.com')],
      ...[among('evilcorp.example.com'), among('my-wiki.example.com')],
    ]).toEqual([false, false, false, false, false]);
  });

  it.each([
    '*',
    '*.',
    '.example.com',
    'a..b',
    'http://a.example',
    'a.example/8',
    '127.1',
    '10.0.0',
    '0x7f.1',
    '2130706433',
    '-a',
  ])('are not %j', (written) => {
    expect(() => placesOf([written])).toThrow('is not an address range');
  });
});
