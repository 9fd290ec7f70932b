import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from './command.ts';

/** Installs packages of Debian. Throws `UserError` that names them where that cannot be done. */
export async function aptInstall(...packages: string[]): Promise<void> {
  const names = packages.join(' ');
  if (process.getuid?.() !== 0) throw new UserError(`These are needed: apt-get install ${names}`);
  const apt = (...args: string[]) =>
    promisify(execFile)('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  try {
    await install().catch(async () => {
      await apt('update');
      await install();
    });
  } catch (cause) {
    throw new UserError(`apt-get cannot install ${names}: ${cause}`, { cause });
  }
}
