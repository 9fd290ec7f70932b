import { UpstreamFault } from '../../../proxy/upstream/fault.ts';
import { type Look, seen } from '../look.ts';
import { PACKAGE_REGISTRIES } from './index.ts';
import type { Desk, PackageFinding, Proof } from './package-registry.ts';
import type { PackageSpec } from './package-spec.ts';

export type LookUp = (spec: PackageSpec) => Promise<Look>;

/** Looks a package up in its registry, and says what is known of it there. Nothing is downloaded to be run. */
export function lookingUp(desk: Desk): LookUp {
  return async (spec) => {
    const { package: pkg, server, address } = spec;
    const registry = PACKAGE_REGISTRIES.find(({ type }) => type === pkg.registryType);
    const asked = {
      step: 'registry',
      request: `${address.slice(0, 500)}: its version and its proof, in its registry`,
    };
    if (!registry)
      return {
        ...seen(spec, 'not-runnable', `packages of type ${pkg.registryType} are not looked up`),
        asked,
        isLookedUp: true,
      };
    try {
      const finding = await registry.lookUp(pkg, server, desk);
      return { ...seen(spec, finding.reason, messageOf(finding, server)), asked, isLookedUp: true };
    } catch (error) {
      if (!(error instanceof UpstreamFault)) throw error;
      return { ...seen(spec, error.reason, error.message), asked, isLookedUp: true };
    }
  };
}

const PROOFS: Record<Proof, (server: string) => string> = {
  matches: (server) => `proof matches: it names ${server}`,
  differs: (server) => `proof differs: it does not name ${server} but something else`,
  absent: () => 'proof absent: it names no server',
};

function messageOf({ message, proof, latest }: PackageFinding, server: string): string {
  // A registry's words are anyone's: not all of them are kept.
  const facts = [
    message.slice(0, 500),
    ...(proof ? [PROOFS[proof](server)] : []),
    ...(latest ? [`newest: ${latest}`] : []),
  ];
  return facts.join('; ');
}
