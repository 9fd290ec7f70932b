import type { Package } from '../../../catalog/server-json.ts';
import type { InstanceSpec } from '../../../proxy/services/service.ts';

/** An instance that is a package: looked up in its registry, unless it can be started. */
export interface PackageSpec extends InstanceSpec {
  package: Package;
  /** The name of the server that the package has to name. */
  server: string;
  /** Whether the operator enabled it: then it is started as the proxy starts it. */
  isEnabled: boolean;
  /** Whether the listing allows it to be started in a sandbox. */
  mayBoot: boolean;
}
