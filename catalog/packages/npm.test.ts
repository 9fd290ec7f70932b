import { describe, expect, it } from 'vitest';
import { aDesk, installedManifest, lookedUp, standIn } from './testing.ts';

const NAME = '@modelcontextprotocol/server-everything';
const SERVER = 'io.github.modelcontextprotocol/server-everything';
const manifest = installedManifest(NAME);
const { version } = manifest;
const pkg = { registryType: 'npm', identifier: NAME, version };

/** npm's registry, with one real package of which this is changed. */
function npmWith(over: object = {}, latest: object = {}) {
  const path = '/@modelcontextprotocol%2Fserver-everything';
  return standIn(() => ({
    [`${path}/${version}`]: { ...manifest, ...over },
    [`${path}/latest`]: { ...manifest, ...latest },
  }));
}

describe('a package of npm', () => {
  it('is there, and its manifest names the server', async () => {
    await using npm = await npmWith({}, { version: '2027.1.1' });
    expect(await lookedUp(pkg, aDesk(npm), SERVER)).toEqual([
      'ok',
      `npm has ${NAME}@${version}; proof matches: it names ${SERVER}; newest: 2027.1.1`,
    ]);
  });

  it.each([
    ['differs', { mcpName: 'com.example/other' }],
    ['differs', { mcpName: `${SERVER}-2` }],
    ['absent', { mcpName: undefined }],
    ['absent', { mcpName: 7 }],
  ])('is there, and its proof %s: a fact, and no fault', async (proof, over) => {
    await using npm = await npmWith(over);
    const [reason, message] = await lookedUp(pkg, aDesk(npm), SERVER);
    expect([reason, message]).toEqual(['ok', expect.stringContaining(`proof ${proof}`)]);
  });

  it.each([
    ['package-withdrawn', { deprecated: 'Use another' }, 'deprecated: Use another'],
    ['package-withdrawn', { deprecated: true }, 'deprecated: true'],
    ['ok', { deprecated: '' }, 'proof matches'],
    ['ok', { deprecated: false }, 'proof matches'],
  ])('is %s when its manifest says %j', async (reason, over, words) => {
    await using npm = await npmWith(over);
    expect(await lookedUp(pkg, aDesk(npm), SERVER)).toEqual([reason, expect.stringContaining(words)]);
  });

  it('is missing in a version that was never published, or as a whole', async () => {
    await using npm = await npmWith();
    expect(await lookedUp({ ...pkg, version: '0.0.1' }, aDesk(npm), SERVER)).toEqual([
      'package-missing',
      `npm has ${NAME}, and no version 0.0.1 of it; newest: ${version}`,
    ]);
    expect(await lookedUp({ ...pkg, identifier: 'gone' }, aDesk(npm), SERVER)).toEqual([
      'package-missing',
      'npm has no gone',
    ]);
  });

  it.each(['..', '../x', 'a/b/c', '@a', 'a?b', 'a#b'])('is never asked for when its name is %j', async (identifier) => {
    await using npm = await npmWith();
    expect((await lookedUp({ ...pkg, identifier }, aDesk(npm)))[0]).toBe('package-missing');
    expect(npm.asked).toEqual([]);
  });

  it('says nothing of which registry the operator uses, also when that is down', async () => {
    await using npm = await npmWith();
    const seen = await lookedUp(pkg, {
      ...aDesk(npm),
      bases: { ...aDesk(npm).bases, npm: async () => ({ url: npm.origin, isChosen: false }) },
    });
    expect(seen).toEqual(['private-address', expect.stringMatching(/^npm’s registry leads to/)]);
  });
});
