import { lookUpPackage } from '../../../catalog/packages/look-up.ts';
import type { Desk } from '../../../catalog/packages/package-registry.ts';
import { type Look, seen } from '../look.ts';
import type { PackageSpec } from './package-spec.ts';

export type LookUp = (spec: PackageSpec) => Promise<Look>;

/** Looks a package up in its registry, and says what is known of it there, as a look does. */
export function lookingUp(desk: Desk): LookUp {
  return async (spec) => {
    const { package: pkg, server, address } = spec;
    const { reason, message } = await lookUpPackage(pkg, server, desk);
    const request = `${address.slice(0, 500)}: its version and its proof, in its registry`;
    return { ...seen(spec, reason, message), asked: { step: 'registry', request }, isLookedUp: true };
  };
}
