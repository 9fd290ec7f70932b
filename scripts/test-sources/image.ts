import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundlePrograms } from '../bundle/programs.ts';
import { ROOT } from '../command.ts';
import type { Podman } from './podman.ts';

const SERVER = join(ROOT, 'scripts/test-sources/container-server.ts');

/** Makes an image of the test's server without asking a registry: this machine's Node, its libraries, and one script. */
export async function buildImage(podman: Podman, name: string, labels: Record<string, string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'image-'));
  try {
    await bundlePrograms({ server: SERVER }, folder);
    const node = await realpath(process.execPath);
    const { stdout } = await promisify(execFile)('ldd', [node]);
    const files = [node, ...(stdout.match(/\/\S+/g) ?? [])].map((path) => path.slice(1));
    const tar = ['tar', '--create', '--dereference', '--directory', '/', ...files, '--directory', folder, '.'];
    const changes = [
      `CMD ${JSON.stringify([node, '/server.mjs'])}`,
      ...Object.entries(labels).map(([label, value]) => `LABEL ${label}=${value}`),
    ];
    await podman.importFrom(tar, changes, name);
  } finally {
    await rm(folder, { recursive: true });
  }
}
