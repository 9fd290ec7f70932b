import pLimit from 'p-limit';
import { USUAL_BASES } from '../rules/package-place.ts';
import type { Package, ServerJson } from '../server-json.ts';
import { PACKAGE_REGISTRIES } from './index.ts';
import type { Desk, PackageFinding, PackageRegistry } from './package-registry.ts';
import { RegistryFault } from './registry-fault.ts';

/** What stands against a package: where in `server.json` (RFC 6901), what it is, and how to mend it. */
export interface PackageProblem {
  pointer: string;
  message: string;
  fix: string;
}

/** `problems` are certain; of the `unanswered` nothing is known, since their registry could not be asked. */
export interface PackageProof {
  problems: PackageProblem[];
  unanswered: PackageProblem[];
}

/** The most packages of one server that are asked for: whoever may publish makes us ask. */
const MAX_PACKAGES = 20;
/** And of these at a time: an answer may hold some megabytes. */
const AT_ONCE = 4;

/**
 * Proves that a server's packages are its publisher's: each is in its registry, was not withdrawn, and names the server.
 * A bundle names none; it has to be the file whose SHA-256 is published.
 */
export async function provePackages({ name, packages = [] }: ServerJson, desk: Desk): Promise<PackageProof> {
  const outcomes = await pLimit(AT_ONCE).map(packages.slice(0, MAX_PACKAGES), (pkg, index) =>
    prove(pkg, name, { desk, pointer: `/packages/${index}` }),
  );
  const problems = outcomes.flatMap(({ problem }) => problem ?? []);
  if (packages.length > MAX_PACKAGES) {
    const message = `A server of ${packages.length} packages is not looked through`;
    problems.push({ pointer: '/packages', message, fix: `Keep at most ${MAX_PACKAGES}.` });
  }
  return { problems, unanswered: outcomes.flatMap(({ unanswered }) => unanswered ?? []) };
}

interface Outcome {
  problem?: PackageProblem;
  unanswered?: PackageProblem;
}

async function prove(
  pkg: Package,
  server: string,
  { desk, pointer }: { desk: Desk; pointer: string },
): Promise<Outcome> {
  const registry = PACKAGE_REGISTRIES.find(({ type }) => type === pkg.registryType);
  if (!registry) {
    const message = `Whose a package of type ${JSON.stringify(pkg.registryType)} is cannot be proven`;
    const fix = `Use one of ${PACKAGE_REGISTRIES.map(({ type }) => type).join(', ')}.`;
    return { problem: { pointer: `${pointer}/registryType`, message, fix } };
  }
  try {
    if (!(await isAskedAt(pkg, desk))) {
      const message = `Whose the package is cannot be asked at ${JSON.stringify(pkg.registryBaseUrl)}`;
      const fix = 'Leave it out and publish the package in the usual registry.';
      return { problem: { pointer: `${pointer}/registryBaseUrl`, message, fix } };
    }
    const fault = faultIn(await registry.lookUp(pkg, server, desk), pkg, { server, registry });
    if (!fault) return {};
    const { field, ...said } = fault;
    return { problem: { pointer: `${pointer}/${field}`, ...said } };
  } catch (error) {
    if (!(error instanceof RegistryFault)) throw error;
    const at = { pointer: `${pointer}/identifier` };
    // Of these a publisher says where they are; where the others are asked is the operator's affair.
    if (error.reason === 'private-address' && (registry.type === 'oci' || registry.type === 'mcpb')) {
      const fix = 'Publish the package where everyone can get it.';
      return { problem: { ...at, message: 'The package leads to an address that is not public', fix } };
    }
    const message = `The package could not be looked up: ${error.message}`;
    return { unanswered: { ...at, message, fix: 'Nothing need be changed: try again later.' } };
  }
}

/** Whether clients install from where we ask: a stranger's registry could say anything. */
async function isAskedAt({ registryType: type, registryBaseUrl: stated }: Package, { bases }: Desk): Promise<boolean> {
  if (stated === undefined) return true;
  const plain = stated.replace(/\/+$/, '');
  if (plain === USUAL_BASES[type]) return true;
  if (type === 'npm') return plain === (await bases.npm()).url;
  if (type === 'pypi' || type === 'nuget' || type === 'cargo') return plain === bases[type].url;
  return false;
}

/** What is wrong with a package that was found, or that there is none; null where all is well. */
function faultIn(
  { reason, message, proof, latest }: PackageFinding,
  { version, fileSha256 }: Package,
  { server, registry: { type, proveBy } }: { server: string; registry: PackageRegistry },
): { field: string; message: string; fix: string } | null {
  // A registry's words are anyone's: not all of them are kept.
  const found = message.slice(0, 500);
  if (reason === 'package-missing') {
    const isOther = version !== undefined && latest !== undefined;
    const fix = isOther ? `Publish it first, or name one that is there: ${latest}.` : 'Publish it first, for everyone.';
    return { field: isOther ? 'version' : 'identifier', message: found, fix };
  }
  if (reason === 'package-withdrawn') {
    const field = type === 'mcpb' ? 'fileSha256' : version === undefined ? 'identifier' : 'version';
    return { field, message: found, fix: 'Name a version that is to be used, as it is now.' };
  }
  if (proof === 'matches') return null;
  if (proveBy !== null) {
    const what = proof === 'differs' ? `it names another server than ${server}` : 'it names no server';
    const fix = `${proveBy(server)}, and name that here: only whoever publishes the package can.`;
    return { field: 'identifier', message: `${found}; ${what}`, fix };
  }
  if (fileSha256 !== undefined) return null;
  return { field: 'identifier', message: `${found}; it is not said which file it is`, fix: 'Add "fileSha256".' };
}
