import type { Egress } from '../../catalog/net/connector.ts';
import { placesOf } from '../../catalog/net/places.ts';
import type { ProxyConfig } from '../config.ts';
import { resolveValues } from './values.ts';

/** Where the environment and relative paths of a configuration are. */
interface Surroundings {
  config: Pick<ProxyConfig, 'egress'>;
  folder: string;
  env?: NodeJS.ProcessEnv;
}

// Thousands of remotes share one configuration, and a list of ranges is no small thing.
const made = new WeakMap<ProxyConfig['egress'], Egress>();

/** Where the addresses may lead that publishers wrote, and by which way. */
export function publisherEgress({ config: { egress }, folder, env }: Surroundings): Egress {
  const known = made.get(egress);
  if (known) return known;
  const { ranges: allow, hosts: allowHosts } = placesOf(egress.allow);
  const { connectTimeoutMs, fetchTimeoutMs, fetchBytes } = egress;
  const limits = { connectTimeoutMs, fetchTimeoutMs, fetchBytes };
  const fresh: Egress = { allow, allowHosts, ...limits };
  if (egress.proxy !== null) {
    const { values } = resolveValues({ url: egress.proxy }, { folder, ...(env ? { env } : {}) });
    // Without its address nothing goes out: to go around a proxy is not for us to decide.
    fresh.proxy = { url: values.url ?? '', bypass: placesOf(egress.bypass) };
  }
  made.set(egress, fresh);
  return fresh;
}

/** The same ways for what the operator configured, which may stand at any address. */
export function operatorEgress(surroundings: Surroundings): Egress {
  return { ...publisherEgress(surroundings), any: true };
}
