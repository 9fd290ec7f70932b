import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { aLook } from '../testing.ts';
import { packageLook } from './package-look.ts';
import { aPackageSpec } from './testing.ts';

const lookUp = async () => aLook('package-missing', { message: 'npm has no x' });
const spec = aPackageSpec({});
const enabled = { ...spec, isEnabled: true };
const stdio = (command: string) => ({
  transport: 'stdio' as const,
  command: { command, args: ['-e', ''], env: {}, cwd: tmpdir() },
});

it('looks a package up that nobody enabled, and says so where that is switched off', async () => {
  expect(await packageLook({ lookUp })(spec, {})).toEqual(await lookUp());
  const off = await packageLook({ lookUp: null })(spec, {});
  expect([off.instance.reason, off.message]).toEqual(['not-runnable', expect.stringMatching(/^only what is enabled/)]);
});

it('starts a package that is enabled, and looks it up when its runner is not here', async () => {
  const crash = await packageLook({ lookUp })({ ...enabled, target: stdio(process.execPath) }, {});
  expect(crash.instance.reason).toBe('crashed');
  const target = stdio('no-such-runner');
  const { message, instance } = await packageLook({ lookUp })({ ...enabled, target }, {});
  expect([instance.reason, message]).toEqual([
    'package-missing',
    'npm has no x; not started: no-such-runner is not installed here',
  ]);
  const off = await packageLook({ lookUp: null })({ ...enabled, target }, {});
  expect(off.instance.reason).toBe('not-runnable');
});

it('leaves what is no package to the usual look', async () => {
  const { package: _package, ...remote } = { ...spec, target: { reason: 'needs-config' as const, message: 'KEY' } };
  expect((await packageLook({ lookUp })(remote, {})).instance.reason).toBe('needs-config');
});
