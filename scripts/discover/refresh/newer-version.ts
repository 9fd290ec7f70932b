import { lookUpPackage } from '../../../catalog/packages/look-up.ts';
import type { Desk } from '../../../catalog/packages/package-registry.ts';
import type { Package, ServerJson } from '../../../catalog/server-json.ts';
import { compareVersions } from '../../../catalog/version.ts';
import { type FactNow, factOf } from './fact.ts';

/** What the registries of a server's packages say now. */
export interface PackagesNow {
  facts: FactNow[];
  /** The packages that no registry said anything of, as facts name them. */
  unseen: string[];
  /** The server's next version, if all its packages have one: the same packages, and nothing else is changed. */
  next: ServerJson | null;
  /** Why there is none, where a registry has something newer. */
  waits: string[];
}

/** Looks a server's packages up, and writes down its next version where each of them has one. */
export async function packagesNow(server: ServerJson, desk: Desk): Promise<PackagesNow> {
  const now: PackagesNow = { facts: [], unseen: [], next: null, waits: [] };
  const newest = new Set<string>();
  const proven = new Set<string>();
  for (const pkg of server.packages ?? []) {
    const of = nameOf(pkg);
    const { finding, reason } = await lookUpPackage(pkg, server.name, desk);
    if (!finding) now.unseen.push(of);
    else if (reason === 'package-missing') now.facts.push(factOf('package-gone', of));
    else if (reason === 'package-withdrawn') now.facts.push(factOf('package-deprecated', of, finding.message));
    if (finding?.proof === 'matches') proven.add(of);
    const latest = finding?.latest;
    if (latest === undefined || !isNewer(latest, pkg.version)) continue;
    newest.add(latest);
  }
  const [version, ...others] = newest;
  if (version === undefined) return now;
  if (others.length > 0) now.waits.push(`its packages are at ${[...newest].join(' and ')}`);
  else await bump({ server, version, proven }, desk, now);
  return now;
}

/** The next version has each package in that version, and each must be there, and still be this server's. */
async function bump(
  { server, version, proven }: { server: ServerJson; version: string; proven: ReadonlySet<string> },
  desk: Desk,
  now: PackagesNow,
): Promise<void> {
  const packages: Package[] = [];
  for (const pkg of server.packages ?? []) {
    const next = inVersion(pkg, server.version, version);
    const finding = next && (await lookUpPackage(next, server.name, desk)).finding;
    const of = nameOf(pkg);
    if (!next || finding?.reason !== 'ok') {
      now.waits.push(`${of} is not there in version ${version}`);
      return;
    }
    // Whoever takes a package over publishes for a server of his own, or for none.
    if (finding.proof === 'differs' || (proven.has(of) && finding.proof !== 'matches')) {
      now.waits.push(
        `${of} names ${finding.proof === 'differs' ? 'another server' : 'no server'} in version ${version}`,
      );
      return;
    }
    packages.push(next);
  }
  if (isNewer(version, server.version)) now.next = { ...server, version, packages };
}

/** A package in another version; null where that cannot be said: a digest, a file, a tag of another scheme. */
function inVersion(pkg: Package, from: string, to: string): Package | null {
  const { version, identifier } = pkg;
  const { fileSha256: _of, ...plain } = pkg;
  if (pkg.registryType !== 'oci')
    return pkg.registryType === 'mcpb' || version === undefined ? null : { ...plain, version: to };
  const tag = /:([^:/@]+)$/.exec(identifier)?.[1];
  if (tag !== from && tag !== `v${from}`) return null;
  return { ...plain, identifier: `${identifier.slice(0, -tag.length)}${tag.startsWith('v') ? 'v' : ''}${to}` };
}

function isNewer(version: string, than: string | undefined): boolean {
  if (than === undefined || version === than) return false;
  return compareVersions({ version, publishedAt: '1970-01-01' }, { version: than, publishedAt: '1970-01-01' }) > 0;
}

/** `npm:acme-weather`; of an image, without its tag. */
function nameOf({ registryType, identifier }: Package): string {
  return `${registryType}:${registryType === 'oci' ? identifier.replace(/[:@][^/]*$/, '') : identifier}`;
}
