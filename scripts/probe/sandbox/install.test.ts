import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { standIn } from '../../../catalog/packages/testing.ts';
import { bootCommand } from './bootable.ts';
import { installPackage, placeOf } from './install.ts';

const manifest = {
  ...{ name: 'tiny', version: '1.2.3', bin: { tiny: 'main.js' } },
  scripts: { postinstall: "node -e \"fs.writeFileSync('ran', '')\"" },
};
const pkg = { registryType: 'npm', identifier: 'tiny', version: '1.2.3', transport: { type: 'stdio' } };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'install-'));
});
afterEach(async () => {
  delete process.env.npm_config_registry;
  delete process.env.npm_config_cache;
  await rm(folder, { recursive: true });
});

/** A tarball as `npm publish` makes it. */
async function packed(): Promise<Buffer> {
  await mkdir(join(folder, 'package'));
  await writeFile(join(folder, 'package/package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'package/main.js'), '');
  await promisify(execFile)('tar', ['-czf', 'tiny.tgz', 'package'], { cwd: folder });
  return readFile(join(folder, 'tiny.tgz'));
}

it('installs a package with npm from the registry that npm has, runs none of it, and finds it from then on', async () => {
  const tarball = await packed();
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  await using registry = await standIn((origin) => ({
    '/tiny': {
      name: 'tiny',
      'dist-tags': { latest: '1.2.3' },
      versions: { '1.2.3': { ...manifest, dist: { tarball: `${origin}/tiny.tgz`, integrity } } },
    },
    '/tiny.tgz': (_request, response) => response.end(tarball),
  }));
  process.env.npm_config_registry = `${registry.origin}/`;
  process.env.npm_config_cache = join(folder, 'npm');
  const installed = placeOf(folder, pkg);
  expect(bootCommand(pkg, [installed])).toMatchObject({ isInstallable: true });
  expect(await installPackage(folder, pkg)).toBeNull();
  expect(bootCommand(pkg, [installed])).toMatchObject({ args: [join(installed, 'tiny/main.js')], installed });
  expect(existsSync(join(installed, 'tiny/ran'))).toBe(false);
  expect(await installPackage(folder, { ...pkg, version: '9.9.9' })).toBe('npm cannot install tiny@9.9.9');
}, 60_000);
