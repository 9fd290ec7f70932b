import type { Egress } from '../../../catalog/net/connector.ts';
import { asking } from '../../../catalog/packages/ask.ts';
import { registryBases } from '../../../catalog/packages/bases.ts';
import { type PackageProof, provePackages } from '../../../catalog/packages/proof.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import { ProxyError } from '../../error.ts';

/** Looks at a server's packages in their registries. */
export type ProvePackages = (server: ServerJson) => Promise<PackageProof>;

/** What looks in the public registries, and in the one that npm's client is configured with. */
export function packageProver(egress: Egress): ProvePackages {
  const bases = registryBases();
  // A registry that has had too many questions is asked no more by the same desk: so each server gets its own.
  return (server) => provePackages(server, { ask: asking({ egress }), bases });
}

/** Throws `invalid_request` where a package is not its publisher's, `upstream_unreachable` where nobody can say. */
export function expectProven({ problems, unanswered }: PackageProof): void {
  const faults = problems.length > 0 ? problems : unanswered;
  const [first] = faults;
  if (!first) return;
  const isCertain = problems.length > 0;
  const errors = faults.map(({ pointer, message, fix }) => ({ pointer, message: `${message}. ${fix}` }));
  throw new ProxyError(isCertain ? 'invalid_request' : 'upstream_unreachable', `${first.message}. ${first.fix}`, {
    errors,
    retryable: !isCertain,
  });
}
