import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Package } from '../../../catalog/server-json.ts';
import { ROOT } from '../../command.ts';
import { bootCommand, secretsOf } from './bootable.ts';

const installed = join(ROOT, 'node_modules');
const identifier = '@modelcontextprotocol/server-everything';
const { version } = JSON.parse(readFileSync(join(installed, identifier, 'package.json'), 'utf8'));
const pkg: Package = { registryType: 'npm', identifier, version, transport: { type: 'stdio' } };
const required = { isRequired: true };

it('starts a package with placeholders for what it requires, and without its secrets', () => {
  const environmentVariables = [
    { name: 'NAME', ...required },
    { name: 'LEVEL', ...required, choices: ['low', 'high'] },
    { name: 'COUNT', ...required, format: 'number' as const },
    { name: 'FOLDER', ...required, format: 'filepath' as const },
    { name: 'HINTED', ...required, placeholder: 'like this' },
    { name: 'GIVEN', ...required, default: 'kept' },
    { name: 'OPTIONAL' },
    { name: 'SECRET', ...required, isSecret: true },
  ];
  const packageArguments = [{ type: 'positional' as const, valueHint: 'folder', ...required }];
  const asked = { ...pkg, environmentVariables, packageArguments };
  expect(bootCommand(asked, ['/nowhere', installed])).toEqual({
    ...{ command: process.execPath, cwd: '/', installed },
    args: [join(installed, identifier, 'dist/index.js'), 'placeholder'],
    env: { NAME: 'placeholder', LEVEL: 'low', COUNT: '1', FOLDER: '/tmp', HINTED: 'like this', GIVEN: 'kept' },
  });
  expect(secretsOf(asked)).toEqual(['SECRET']);
});

it.each([
  ['another version', { version: '0.0.1' }, 'not installed here', true],
  ['another registry', { registryType: 'pypi' }, 'not started in a sandbox', undefined],
  ['a server over HTTP', { transport: { type: 'sse', url: 'http://localhost/sse' } }, 'server over sse', undefined],
  ['an option for a name', { identifier: '--eval' }, 'read as an option', undefined],
])('starts nothing of %s', (_what, over, words, isInstallable) => {
  const made = bootCommand({ ...pkg, ...over }, [installed]);
  expect(made).toMatchObject({ reason: 'not-runnable', message: expect.stringContaining(words) });
  expect('isInstallable' in made ? made.isInstallable : undefined).toBe(isInstallable);
});
