import { describe, expect, it } from 'vitest';
import { ProxyConfig } from '../../proxy/config.ts';
import { chosen } from './choose.ts';
import type { Find, SourceName } from './find.ts';
import { type LookOptions, look } from './look.ts';
import { Memory } from './memory.ts';
import { DiscoverySettings } from './settings.ts';
import { momentBefore } from './since.ts';
import type { Around, Source } from './source.ts';

const aFind = (source: SourceName, name: string): Find => ({
  ...{ source, where: `https://example.com/${name}`, at: '2026-11-28T10:00:00Z', server: { name } },
  ...{ nameOrigin: 'publisher', evidence: 'claimed' },
});

function aSource(name: SourceName, find: Source['find'], over: Partial<Source> = {}): Source {
  return { name, reach: 'far', find, ...over };
}

const around: LookOptions['around'] = () => ({
  ...{
    settings: DiscoverySettings.parse({}),
    config: ProxyConfig.parse({}),
    folder: '/',
    folders: [],
    env: {},
    home: '/',
  },
  ...{ since: null, memory: new Memory('/nowhere', { isReadOnly: true }), now: () => new Date() },
  get: () => Promise.reject(new Error('nothing is asked here')),
});
const options = { around, limit: 10, timeoutMs: 5000 };

describe('a look at all sources', () => {
  it('goes on when one fails, and keeps what that one had found', async () => {
    const failing = aSource('npm', async function* () {
      yield aFind('npm', 'a/a');
      throw new Error('the host is gone');
    });
    const other = aSource('oci', async function* () {
      yield aFind('oci', 'b/b');
    });
    const { finds, reports } = await look([failing, other], options);
    expect(finds.map(({ server }) => server.name)).toEqual(['a/a', 'b/b']);
    expect(reports).toMatchObject([
      { name: 'npm', found: 1, error: 'the host is gone' },
      { name: 'oci', found: 1 },
    ]);
    expect(reports[1]).not.toHaveProperty('error');
  });

  it('tells what could not be looked at, without ending', async () => {
    const partly = aSource('domain', async function* ({ fault }: Around) {
      for (let count = 0; count < 7; count += 1) fault(`host ${count}`, new Error('no answer'));
      yield aFind('domain', 'a/a');
    });
    const { reports } = await look([partly], options);
    expect(reports[0]?.found).toBe(1);
    expect(reports[0]?.error).toMatch(/^host 0: no answer; .*host 4: no answer; and 2 more$/);
  });

  it('asks those last that look up what others name', async () => {
    const last = aSource(
      'pypi',
      async function* ({ others }: Around) {
        for (const { server } of others) yield aFind('pypi', `${server.name}-package`);
      },
      { isLast: true },
    );
    const first = aSource('github', async function* () {
      yield aFind('github', 'a/a');
    });
    const { finds } = await look([last, first], options);
    expect(finds.map(({ server }) => server.name)).toEqual(['a/a', 'a/a-package']);
  });

  it('takes no more than it may, and says so', async () => {
    const endless = aSource('npm', async function* () {
      for (let count = 0; ; count += 1) yield aFind('npm', `a/a${count}`);
    });
    const { finds, reports } = await look([endless], { ...options, limit: 3 });
    expect(finds).toHaveLength(3);
    expect(reports[0]?.error).toContain('ended after 3 finds');
  });

  it('ends a source whose time is over', async () => {
    const slow = aSource('npm', async function* ({ signal }: Around) {
      yield aFind('npm', 'a/a');
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const { finds, reports } = await look([slow], { ...options, timeoutMs: 20 });
    expect(finds).toHaveLength(1);
    expect(reports[0]?.error).toContain('politeness.minutes');
  });
});

describe('sources', () => {
  const none = async function* () {};
  const all = [aSource('docker', none, { reach: 'near' }), aSource('npm', none), aSource('oci', none)];
  const names = (words: string[]) => chosen(all, words).map(({ name }) => name);

  it('are chosen by name, by reach, or all', () => {
    expect(names(['near'])).toEqual(['docker']);
    expect(names(['far'])).toEqual(['npm', 'oci']);
    expect(names(['oci', 'near'])).toEqual(['docker', 'oci']);
    expect(names(['all'])).toEqual(['docker', 'npm', 'oci']);
  });

  it('by another word are told by name', () => {
    expect(() => names(['nmp'])).toThrow(/no source nmp.*near, far, all.*npm/);
  });
});

it.each([
  ['7d', '2026-11-21T10:00:00.000Z'],
  ['36h', '2026-11-26T22:00:00.000Z'],
  ['2w', '2026-11-14T10:00:00.000Z'],
  ['2026-01-31T09:00:00Z', '2026-01-31T09:00:00.000Z'],
  ['2026-01-31', undefined],
  ['yesterday', undefined],
  ['-7d', undefined],
])('since %s is %s', (said, moment) => {
  expect(momentBefore(said, new Date('2026-11-28T10:00:00Z'))?.toISOString()).toBe(moment);
});
