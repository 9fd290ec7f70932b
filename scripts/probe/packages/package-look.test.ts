import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import type { Look } from '../look.ts';
import { aLook } from '../testing.ts';
import { packageLook } from './package-look.ts';
import { aPackageSpec } from './testing.ts';

const lookUp = async () => aLook('package-missing', { message: 'npm has no x' });
const boot = async () => aLook('ok', { message: 'it answers', tools: [] });
const spec = aPackageSpec({});
const enabled = { ...spec, isEnabled: true };
const stdio = (command: string) => ({
  transport: 'stdio' as const,
  command: { command, args: ['-e', ''], env: {}, cwd: tmpdir() },
});

it('looks a package up that nobody enabled, and says so where that is switched off', async () => {
  expect(await packageLook({ lookUp, boot })(spec, {})).toEqual(await lookUp());
  const off = await packageLook({ lookUp: null, boot })(spec, {});
  expect([off.instance.reason, off.message]).toEqual(['not-runnable', expect.stringMatching(/^only what is enabled/)]);
});

it('starts a package that is enabled, and looks it up when its runner is not here', async () => {
  const crash = await packageLook({ lookUp, boot })({ ...enabled, target: stdio(process.execPath) }, {});
  expect(crash.instance.reason).toBe('crashed');
  const target = stdio('no-such-runner');
  const { message, instance } = await packageLook({ lookUp, boot })({ ...enabled, target }, {});
  expect([instance.reason, message]).toEqual([
    'package-missing',
    'npm has no x; not started: no-such-runner is not installed here',
  ]);
  const off = await packageLook({ lookUp: null, boot })({ ...enabled, target }, {});
  expect(off.instance.reason).toBe('not-runnable');
});

it('boots a package whose listing allows that, once it is known to be there', async () => {
  const bootable = { ...spec, mayBoot: true };
  const there = async () => aLook('ok', { message: 'npm has x' });
  const look = await packageLook({ lookUp: there, boot })(bootable, {});
  expect([look.message, look.tools]).toEqual(['it answers; npm has x', []]);
  expect(await packageLook({ lookUp, boot })(bootable, {})).toEqual(await lookUp());
  expect(await packageLook({ lookUp: null, boot })(bootable, {})).toEqual(await boot());
});

it('keeps what its registry says of a package that cannot be booted here, and what its boot says of one that crashes', async () => {
  const bootable = { ...spec, mayBoot: true };
  const lookUp = async () => aLook('ok', { message: 'npm has x' });
  const ended = (reason: 'not-runnable' | 'crashed' | 'needs-config') => async () =>
    aLook(reason, { message: 'ended' });
  const reasonOf = async (boot: () => Promise<Look>, registry: typeof lookUp | null) =>
    (await packageLook({ lookUp: registry, boot })(bootable, {})).instance.reason;
  expect(await reasonOf(ended('not-runnable'), lookUp)).toBe('ok');
  expect(await reasonOf(ended('not-runnable'), null)).toBe('not-runnable');
  expect(await reasonOf(ended('crashed'), lookUp)).toBe('crashed');
  expect(await reasonOf(ended('needs-config'), lookUp)).toBe('needs-config');
});

it('leaves what is no package to the usual look', async () => {
  const { package: _package, ...remote } = { ...spec, target: { reason: 'needs-config' as const, message: 'KEY' } };
  expect((await packageLook({ lookUp, boot })(remote, {})).instance.reason).toBe('needs-config');
});
