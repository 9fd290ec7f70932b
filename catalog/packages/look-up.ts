import type { Package } from '../server-json.ts';
import type { Reason } from '../status/status.ts';
import { PACKAGE_REGISTRIES } from './index.ts';
import type { Desk, PackageFinding, Proof } from './package-registry.ts';
import { RegistryFault } from './registry-fault.ts';

/** What is known of a package: the health that it stands for, all that was found in words, and the finding, if there is one. */
export interface PackageSeen {
  reason: Reason;
  message: string;
  finding: PackageFinding | null;
}

/** Looks a package up in its registry. Nothing is downloaded to be run. */
export async function lookUpPackage(pkg: Package, server: string, desk: Desk): Promise<PackageSeen> {
  const registry = PACKAGE_REGISTRIES.find(({ type }) => type === pkg.registryType);
  if (!registry) {
    const message = `packages of type ${pkg.registryType} are not looked up`;
    return { reason: 'not-runnable', message, finding: null };
  }
  try {
    const finding = await registry.lookUp(pkg, server, desk);
    return { reason: finding.reason, message: messageOf(finding, server), finding };
  } catch (error) {
    if (!(error instanceof RegistryFault)) throw error;
    return { reason: error.reason, message: error.message, finding: null };
  }
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
