import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../command.ts';

const WELCOME = `This folder belongs to the demonstration of the filesystem server.
Agents may read and change what is in it. Nothing else on this machine is open to them through that server.
`;

/** Makes the folder that the filesystem server of the default configuration serves, when it is not there. */
export async function makeDemoFolder(): Promise<void> {
  const folder = join(ROOT, '.cache', 'demo');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'welcome.txt'), WELCOME, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
