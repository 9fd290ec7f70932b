import { join } from 'node:path';
import pLimit from 'p-limit';
import { ROOT } from '../../command.ts';
import { type Look, seen } from '../look.ts';
import type { PackageSpec } from '../packages/package-spec.ts';
import { bootInSandbox } from './boot.ts';
import { bootCommand } from './bootable.ts';
import { installPackage, placeOf } from './install.ts';

export type Boot = (spec: PackageSpec) => Promise<Look>;

/** Boots packages that are installed: with us, or in the cache, into which `install` puts those that are missing. */
export function booting({ cache, install }: { cache: string; install: boolean }): Boot {
  const inTurn = pLimit(1);
  return async (spec) => {
    const { package: pkg } = spec;
    const find = () => bootCommand(pkg, [join(ROOT, 'node_modules'), placeOf(cache, pkg)]);
    let command = find();
    if ('reason' in command && command.isInstallable && install) {
      const fault = await inTurn(() => installPackage(cache, pkg));
      if (fault) return seen(spec, 'not-runnable', fault);
      command = find();
    }
    if ('reason' in command) return seen(spec, command.reason, command.message);
    return bootInSandbox(spec, command, pkg, { readable: [command.installed] });
  };
}
