import type { Reason } from '../../../catalog/status/status.ts';
import type { InstanceSpec } from '../../../proxy/services/service.ts';
import { type Look, type LookAt, lookAt, seen } from '../look.ts';
import type { Boot } from '../sandbox/booting.ts';
import type { LookUp } from './look-up.ts';
import type { PackageSpec } from './package-spec.ts';

export interface PackageLookOptions {
  /** Null: nothing is looked up. */
  lookUp: LookUp | null;
  boot: Boot;
}

/**
 * Looks at packages in the way that fits each. One that is enabled is started as the proxy starts it and, where it cannot
 * be started here, looked up in its registry. Any other is looked up and, where its listing allows that, booted in a
 * sandbox. What is no package is looked at as ever.
 */
export function packageLook({ lookUp, boot }: PackageLookOptions): LookAt {
  return async (spec, options) => {
    if (!isPackageSpec(spec)) return lookAt(spec, options);
    if (spec.isEnabled) {
      const started = await lookAt(spec, options);
      return lookUp && isBlind(started) ? orElse(await lookUp(spec), started) : started;
    }
    const looked = lookUp ? await lookUp(spec) : notLookedUp(spec);
    if (!spec.mayBoot || NOTHING_TO_BOOT.has(looked.instance.reason)) return looked;
    const booted = await boot(spec);
    if (isBlind(booted)) return lookUp ? orElse(looked, booted) : booted;
    return lookUp ? { ...booted, message: `${booted.message}; ${looked.message}` } : booted;
  };
}

const NOTHING_TO_BOOT: ReadonlySet<Reason> = new Set(['package-missing', 'package-withdrawn']);

/** Whether a package could not be started here, which says nothing of it: what its registry says is more. */
function isBlind({ instance }: Look): boolean {
  return instance.reason === 'not-runnable';
}

function orElse(looked: Look, started: Look): Look {
  return { ...looked, message: `${looked.message}; not started: ${started.message}` };
}

function isPackageSpec(spec: InstanceSpec): spec is PackageSpec {
  return 'package' in spec;
}

function notLookedUp(spec: PackageSpec): Look {
  return seen(spec, 'not-runnable', 'only what is enabled is started, and packages are not looked up');
}
