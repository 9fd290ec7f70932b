import { describe, expect, it } from 'vitest';
import { aDesk, lookedUp, standIn } from './testing.ts';

const pkg = { registryType: 'cargo', identifier: 'acme-weather', version: '1.0.0' };
const PROOF = '<p>mcp-name: com.example/weather</p>';

/** crates.io, with one crate of two versions, and its store of READMEs: null for none. */
function cratesWith({ version = {}, html = PROOF }: { version?: object; html?: string | null } = {}) {
  const place = '/api/v1/crates/acme-weather';
  return standIn((origin) => ({
    [place]: { crate: { id: 'acme-weather', max_version: '2.0.0-rc.1', max_stable_version: '1.1.0' }, versions: [] },
    [`${place}/1.0.0`]: { version: { num: '1.0.0', yanked: false, ...version } },
    [`${place}/1.1.0`]: { version: { num: '1.1.0', yanked: false } },
    [`${place}/1.0.0/readme`]: { url: `${origin}/readmes/acme-weather-1.0.0.html` },
    [`${place}/1.1.0/readme`]: { url: `${origin}/readmes/none.html` },
    '/readmes/acme-weather-1.0.0.html': (_request, response) =>
      html === null ? response.writeHead(403).end() : response.end(html),
    '/readmes/none.html': (_request, response) => response.writeHead(403).end('<Error/>'),
  }));
}

describe('a package of crates.io', () => {
  it('is there, and its README shows the server’s name', async () => {
    await using crates = await cratesWith();
    expect(await lookedUp(pkg, aDesk(crates))).toEqual([
      'ok',
      'crates.io has acme-weather 1.0.0; proof matches: it names com.example/weather; newest: 1.1.0',
    ]);
  });

  it.each([
    ['differs', 'mcp-name: com.example/weather-2'],
    ['absent', '<h1>Weather</h1>'],
    ['absent', null],
  ])('is there, and its proof %s with %j', async (proof, html) => {
    await using crates = await cratesWith({ html });
    expect(await lookedUp(pkg, aDesk(crates))).toEqual(['ok', expect.stringContaining(`proof ${proof}`)]);
  });

  it('is looked up in its newest version when none is said', async () => {
    await using crates = await cratesWith();
    const { version: _version, ...any } = pkg;
    expect((await lookedUp(any, aDesk(crates)))[1]).toMatch(/acme-weather 1\.1\.0; proof absent/);
  });

  it.each([
    [{ yanked: true }, /1\.0\.0, yanked; proof/],
    [{ yanked: true, yank_message: 'It rained' }, /1\.0\.0, yanked: It rained; proof/],
  ])('is withdrawn when its version says %j', async (version, words) => {
    await using crates = await cratesWith({ version });
    expect(await lookedUp(pkg, aDesk(crates))).toEqual(['package-withdrawn', expect.stringMatching(words)]);
  });

  it('is missing as a whole, or in that version, and never asked for by a name that is none', async () => {
    await using crates = await cratesWith();
    expect(await lookedUp({ ...pkg, identifier: 'gone' }, aDesk(crates))).toEqual([
      'package-missing',
      'crates.io has no gone',
    ]);
    expect((await lookedUp({ ...pkg, version: '3.0.0' }, aDesk(crates)))[1]).toMatch(/no version 3\.0\.0 of it/);
    const before = crates.asked.length;
    for (const identifier of ['../x', 'a/b', '1a', ''])
      expect((await lookedUp({ ...pkg, identifier }, aDesk(crates)))[0]).toBe('package-missing');
    expect(crates.asked).toHaveLength(before);
  });
});
