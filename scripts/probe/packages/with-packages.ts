import { latestVersion } from '../../../catalog/snapshot/snapshot.ts';
import type { ConfiguredService } from '../../../proxy/config.ts';
import { type InstanceSpec, packageAddress, type Service } from '../../../proxy/services/service.ts';
import type { PackageSpec } from './package-spec.ts';

/**
 * A service with its packages as something to look up. Of one that is enabled, those that the proxy would start; of any
 * other all there are, and none of them is started outside a sandbox: nobody asked for that.
 */
export function withPackages(service: Service, configured: ConfiguredService[]): Service {
  const { entry, instances } = service;
  const isEnabled = configured.some(({ name, enabled }) => enabled && (name === entry.name || name === entry.alias));
  const { server } = latestVersion(entry);
  const specs = (server.packages ?? []).map(
    (pkg): PackageSpec => ({
      id: `package-${pkg.registryType}`,
      transport: 'stdio',
      address: packageAddress(pkg),
      location: 'local',
      target: { reason: 'not-runnable', message: 'only what the operator enabled is started' },
      package: pkg,
      server: entry.name,
      isEnabled,
      mayBoot: entry.listing.probe?.boot === true,
    }),
  );
  if (isEnabled) {
    const known = (spec: InstanceSpec) => specs.find(({ id, address }) => id === spec.id && address === spec.address);
    return { ...service, instances: instances.map((spec) => ({ ...known(spec), ...spec })) };
  }
  const others = instances.filter(
    ({ id, address }) => !specs.some((spec) => spec.id === id && spec.address === address),
  );
  return { ...service, instances: [...others, ...numbered(specs)] };
}

/** Two packages of one type are two instances: the second is `package-npm-2`. */
function numbered(specs: PackageSpec[]): PackageSpec[] {
  return specs.map((spec, index) => {
    const before = specs.slice(0, index).filter(({ id }) => id === spec.id).length;
    return before === 0 ? spec : { ...spec, id: `${spec.id}-${before + 1}` };
  });
}
