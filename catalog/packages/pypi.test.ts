import { describe, expect, it } from 'vitest';
import { aDesk, lookedUp, standIn } from './testing.ts';

const pkg = { registryType: 'pypi', identifier: 'mcp-weather', version: '1.0.0' };

/** PyPI's JSON of a version, as its API documents it. */
function project(over: object = {}, urls: object[] = [{ packagetype: 'sdist', yanked: false }]) {
  const info = {
    ...{ name: 'mcp-weather', version: '1.0.0', yanked: false, yanked_reason: null, classifiers: [] },
    description: '# Weather\n<!-- mcp-name: com.example/weather -->\n',
  };
  return { info: { ...info, ...over }, last_serial: 7, urls, vulnerabilities: [] };
}

function pypiWith(over: object = {}, urls?: object[]) {
  return standIn(() => ({
    '/pypi/mcp-weather/json': project({ version: '1.1.0' }),
    '/pypi/mcp-weather/1.0.0/json': project(over, urls),
  }));
}

describe('a package of PyPI', () => {
  it('is there, and its README names the server', async () => {
    await using pypi = await pypiWith();
    expect(await lookedUp(pkg, aDesk(pypi))).toEqual([
      'ok',
      'PyPI has mcp-weather 1.0.0; proof matches: it names com.example/weather; newest: 1.1.0',
    ]);
    expect((await lookedUp({ ...pkg, version: '1.1.0' }, aDesk(pypi)))[1]).toMatch(/^PyPI has mcp-weather 1\.1\.0;/);
  });

  it('is withdrawn when it was yanked, with the reason that was given', async () => {
    await using why = await pypiWith({ yanked: true, yanked_reason: 'leaks' });
    expect(await lookedUp(pkg, aDesk(why))).toEqual(['package-withdrawn', expect.stringContaining('yanked: leaks')]);
    await using mute = await pypiWith({ yanked: true });
    expect(await lookedUp(pkg, aDesk(mute))).toEqual(['package-withdrawn', expect.stringContaining('1.0.0, yanked;')]);
  });

  it.each([
    ['differs', 'mcp-name: com.example/other'],
    ['absent', 'A weather server'],
    ['absent', null],
  ])('is there when its proof %s', async (proof, description) => {
    await using pypi = await pypiWith({ description });
    expect(await lookedUp(pkg, aDesk(pypi))).toEqual(['ok', expect.stringContaining(`proof ${proof}`)]);
  });

  it('is missing without a project, a version, or any file', async () => {
    await using pypi = await pypiWith({}, []);
    expect(await lookedUp({ ...pkg, identifier: 'gone' }, aDesk(pypi))).toEqual([
      'package-missing',
      'PyPI has no gone',
    ]);
    expect((await lookedUp({ ...pkg, version: '9' }, aDesk(pypi)))[1]).toMatch(/no version 9 of it; newest: 1\.1\.0/);
    expect((await lookedUp(pkg, aDesk(pypi)))[1]).toMatch(/^PyPI has no file of mcp-weather 1\.0\.0/);
  });
});
