import type { Package } from '../../../catalog/server-json.ts';
import type { PackageSpec } from './package-spec.ts';

/** A package to look at, for tests: one that is neither enabled nor may be booted. */
export function aPackageSpec(pkg: Partial<Package>, server = 'com.example/weather'): PackageSpec {
  return {
    id: 'package',
    transport: 'stdio',
    address: `${pkg.registryType}:${pkg.identifier}`,
    location: 'local',
    target: { reason: 'not-runnable', message: 'only what the operator enabled is started' },
    package: { registryType: 'npm', identifier: 'x', transport: { type: 'stdio' }, ...pkg },
    server,
    isEnabled: false,
    mayBoot: false,
  };
}
