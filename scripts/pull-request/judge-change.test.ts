import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aListing, aServerJson } from '../../catalog/testing.ts';
import { judgeChange } from './judge-change.ts';
import { aRelease, aRepository, type ChangedRepository, commitWithFolder, FILES } from './testing-change.ts';

const WEATHER = 'catalog/servers/com.example/weather';

let there: ChangedRepository;
beforeAll(async () => {
  there = await aRepository();
});
afterAll(() => there[Symbol.dispose]());

async function judged(head: string, limits?: Parameters<typeof judgeChange>[2]) {
  const change = await judgeChange(there.repository, { base: there.base, head }, limits);
  return { ...change, codes: change.problems.map(({ code, file }) => `${code} ${file}`) };
}

describe('an honest change', () => {
  it('has no problem, and names the entry', async () => {
    const { codes, entries, others } = await judged(there.change(aRelease()));
    expect({ codes, others }).toEqual({ codes: [], others: [] });
    expect(entries.map(({ name, before, after }) => [name, before?.versions.size, after?.versions.size])).toEqual([
      ['com.example/weather', 1, 2],
    ]);
  });

  it('is told of all that is wrong with it at once, and of nothing that was wrong before', async () => {
    using old = await aRepository({ ...FILES, 'catalog/servers/org.example/notes/listing.json': '{ "tags": 1 }' });
    const head = old.change({ [`${WEATHER}/listing.json`]: { ...aListing(), tags: ['UPPER'], alias: 'all' } });
    const { problems } = await judgeChange(old.repository, { base: old.base, head });
    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['E201', `${WEATHER}/listing.json`],
      ['E307', `${WEATHER}/listing.json`],
    ]);
  });

  it('is held against neighbours, also where the other one is found at fault', async () => {
    const taken = { ...aListing({ versions: { '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' } } }) };
    const head = there.change({
      'catalog/servers/com.aaa/other/1.0.0.json': aServerJson({ name: 'com.aaa/other' }),
      'catalog/servers/com.aaa/other/listing.json': taken,
    });
    expect((await judged(head)).codes).toEqual([`E314 ${WEATHER}/1.0.0.json`]);
  });
});

describe('a hostile change', () => {
  it('cannot edit a version by moving its entry', async () => {
    const moved = {
      [`${WEATHER}/1.0.0.json`]: null,
      [`${WEATHER}/listing.json`]: null,
      'catalog/servers/com.example/moved/1.0.0.json': aServerJson({
        name: 'com.example/moved',
        remotes: [{ type: 'streamable-http', url: 'https://evil.example.net/mcp' }],
      }),
      'catalog/servers/com.example/moved/listing.json': aListing(),
    };
    const { codes, entries } = await judged(there.change(moved));
    expect(codes).toEqual([`E502 ${WEATHER}/1.0.0.json`]);
    expect(entries.map(({ name }) => name)).toEqual(['com.example/moved', 'com.example/weather']);
  });

  it('cannot edit a version in place, or put a link there', async () => {
    const edited = { [`${WEATHER}/1.0.0.json`]: aServerJson({ description: 'Tells something else' }) };
    expect((await judged(there.change(edited))).codes).toEqual([`E501 ${WEATHER}/1.0.0.json`]);
    const link = there.change({}, { mode: '120000', path: `${WEATHER}/1.0.0.json`, content: '/etc/passwd' });
    expect((await judged(link)).codes).toEqual([`E510 ${WEATHER}/1.0.0.json`]);
  });

  it('is told of each file that is not one, and none is read', async () => {
    const things: [string, string, string | Buffer, string][] = [
      ['E510', '120000', `${WEATHER}/2.0.0.json`, '../../../../../etc/passwd'],
      ['E510', '160000', `${WEATHER}/sub`, 'f'.repeat(40)],
      ['E511', '100755', `${WEATHER}/3.0.0.json`, '{}'],
      ['E512', '100644', `${WEATHER}/4.0.0.json`, ' '.repeat(70_000)],
      ['E514', '100644', Buffer.from([0x7a, 0xff]), '{}'],
    ];
    const crafted = things.map(([_code, mode, path, content]) => ({ mode, path, content }));
    const { problems, catalog } = await judged(there.change({}, ...crafted));
    expect(problems.map(({ code }) => code).sort()).toEqual(things.map(([code]) => code));
    expect(catalog).toBeNull();
  });

  it('cannot leave its folder by the name of a tree', async () => {
    const { problems, catalog } = await judged(commitWithFolder(there, '..'));
    expect(problems.filter(({ code }) => code === 'E514')).toHaveLength(1);
    expect(catalog).toBeNull();
  });

  it('cannot take a name that looks like another', async () => {
    const name = 'com.example/we\u0430ther'; // a Cyrillic a
    const head = there.change({
      [`catalog/servers/${name}/1.0.0.json`]: aServerJson({
        name,
        remotes: [{ type: 'streamable-http', url: 'https://x.example.com/mcp' }],
      }),
      [`catalog/servers/${name}/listing.json`]: aListing(),
    });
    expect((await judged(head)).problems.map(({ code }) => code)).toEqual(['E201']);
  });

  it('is sent back where the branch has changed the same file meanwhile', async () => {
    const head = there.change({ [`${WEATHER}/listing.json`]: aListing({ tags: ['one'] }) });
    const base = there.change({ [`${WEATHER}/listing.json`]: aListing({ tags: ['two'] }) });
    const { problems } = await judgeChange(there.repository, { base, head });
    expect(problems.map(({ code }) => code)).toEqual(['E515']);
  });

  it('leaves no trace: neither files nor references', async () => {
    const head = there.change(aRelease());
    const before = there.git('for-each-ref') + there.git('status', '--porcelain');
    await judged(head);
    expect(there.git('for-each-ref') + there.git('status', '--porcelain')).toBe(before);
  });
});
