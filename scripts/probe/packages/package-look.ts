import type { InstanceSpec } from '../../../proxy/services/service.ts';
import { type Look, type LookAt, lookAt, seen } from '../look.ts';
import type { LookUp } from './look-up.ts';
import type { PackageSpec } from './package-spec.ts';

export interface PackageLookOptions {
  /** Null: nothing is looked up. */
  lookUp: LookUp | null;
}

/**
 * Looks at packages in the way that fits each: one that is enabled is started as the proxy starts it and, where it cannot
 * be started here, looked up in its registry; any other is looked up. What is no package is looked at as ever.
 */
export function packageLook({ lookUp }: PackageLookOptions): LookAt {
  return async (spec, options) => {
    if (!isPackageSpec(spec)) return lookAt(spec, options);
    if (!spec.isEnabled) return lookUp ? lookUp(spec) : notLookedUp(spec);
    const started = await lookAt(spec, options);
    if (started.instance.reason !== 'not-runnable' || !lookUp) return started;
    const looked = await lookUp(spec);
    return { ...looked, message: `${looked.message}; not started: ${started.message}` };
  };
}

function isPackageSpec(spec: InstanceSpec): spec is PackageSpec {
  return 'package' in spec;
}

function notLookedUp(spec: PackageSpec): Look {
  return seen(spec, 'not-runnable', 'only what is enabled is started, and packages are not looked up');
}
